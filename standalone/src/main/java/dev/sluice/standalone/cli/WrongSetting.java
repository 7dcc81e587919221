// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Says which setting of a service cannot be what it is. */
final class WrongSetting {

    private static final Pattern SECRET = Pattern.compile("password|secret|token|key");

    private WrongSetting() {}

    /** Whether a failure is about a setting. */
    static boolean is(Throwable failure) {
        return find(failure, BindException.class) != null;
    }

    /** The name of the setting, what it must be, and what it was. */
    static String sentence(Throwable failure) {
        BindValidationException invalid = find(failure, BindValidationException.class);
        if (invalid != null) {
            ValidationErrors errors = invalid.getValidationErrors();
            return errors.getAllErrors().stream()
                    .map(error -> sentence(errors, error))
                    .collect(Collectors.joining("; "));
        }
        BindException bind = find(failure, BindException.class);
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(bind);
        if (bind.getProperty() == null || isSecret(bind.getName().toString())) {
            return bind.getName() + " cannot be used: " + cause.getMessage();
        }
        return bind.getName() + " cannot be '" + bind.getProperty().getValue() + "': " + cause.getMessage();
    }

    private static String sentence(ValidationErrors errors, ObjectError error) {
        if (error instanceof FieldError field) {
            String name = errors.getName()
                    .append(DataObjectPropertyName.toDashedForm(field.getField()))
                    .toString();
            String said = name + " " + field.getDefaultMessage();
            return isSecret(name) ? said : said + ", was '" + field.getRejectedValue() + "'";
        }
        return errors.getName() + " " + error.getDefaultMessage();
    }

    /** A mistyped password is still most of a password. */
    private static boolean isSecret(String name) {
        return SECRET.matcher(name).find();
    }

    private static <T extends Throwable> T find(Throwable failure, Class<T> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }
}
