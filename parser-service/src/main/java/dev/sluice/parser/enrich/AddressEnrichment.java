// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.enrich;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.Enrichment;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds {@code geo} and {@code as} to {@code source} from MaxMind's databases, GeoLite2 or GeoIP2 City (or Country) and ASN, or others of their form.
 * Names are English. A file that is replaced is read again by {@link #refresh}.
 */
public final class AddressEnrichment implements Enrichment {

    private static final Logger LOG = LoggerFactory.getLogger(AddressEnrichment.class);

    private static final String CITY_SETTING = "sluice.parser.enrich.geo.city-database";
    private static final String ASN_SETTING = "sluice.parser.enrich.geo.asn-database";

    private static final Key GEO = Key.of("geo");
    private static final Key CONTINENT_CODE = Key.of("continent_code");
    private static final Key CONTINENT_NAME = Key.of("continent_name");
    private static final Key COUNTRY_ISO_CODE = Key.of("country_iso_code");
    private static final Key COUNTRY_NAME = Key.of("country_name");
    private static final Key REGION_ISO_CODE = Key.of("region_iso_code");
    private static final Key REGION_NAME = Key.of("region_name");
    private static final Key CITY_NAME = Key.of("city_name");
    private static final Key POSTAL_CODE = Key.of("postal_code");
    private static final Key TIMEZONE = Key.of("timezone");
    private static final Key LOCATION = Key.of("location");
    private static final Key LATITUDE = Key.of("lat");
    private static final Key LONGITUDE = Key.of("lon");
    private static final Key AS = Key.of("as");
    private static final Key NUMBER = Key.of("number");
    private static final Key ORGANIZATION = Key.of("organization");
    private static final Key NAME = Key.of("name");

    private final long cache;
    private volatile Known known;

    /** Databases, either of which may be null, and what was found in them. */
    private record Known(GeoDatabase city, GeoDatabase asn, EnrichmentCache remembered) {}

    /**
     * @param city database file, or null
     * @param asn database file, or null
     * @param cache most addresses that are remembered
     * @throws IllegalArgumentException if a file is missing or no database; the message names setting and path
     */
    public AddressEnrichment(Path city, Path asn, long cache) {
        this.cache = cache;
        known = new Known(
                city == null ? null : GeoDatabase.open(CITY_SETTING, city),
                asn == null ? null : GeoDatabase.open(ASN_SETTING, asn),
                new EnrichmentCache(cache));
    }

    @Override
    public void write(JsonBuffer json, byte[] value, int from, int to) {
        Known now = known;
        now.remembered.write(json, value, from, to, address -> lookUp(now, address));
    }

    /** Reads files that were replaced. What can't be read is passed over with a warning, and the one read before stays in use. */
    public void refresh() {
        Known now = known;
        GeoDatabase city = refreshed(now.city);
        GeoDatabase asn = refreshed(now.asn);
        if (city != now.city || asn != now.asn) {
            known = new Known(city, asn, new EnrichmentCache(cache));
        }
    }

    private static GeoDatabase refreshed(GeoDatabase database) {
        if (database == null || !database.isStale()) {
            return database;
        }
        try {
            GeoDatabase read = GeoDatabase.open(database.setting(), database.file());
            LOG.info("{} was replaced and read again", database.file());
            return read;
        } catch (IllegalArgumentException e) {
            LOG.warn("{} was replaced by what can't be used; the one read before stays in use", database.file(), e);
            return database;
        }
    }

    private static byte[] lookUp(Known known, byte[] written) {
        JsonBuffer json = new JsonBuffer();
        InetAddress address;
        try {
            address = addressOf(written);
        } catch (IllegalArgumentException ignored) {
            // Java is stricter than RFC 4291; such an address has no record.
            return json.toByteArray();
        }
        if (known.city != null) {
            int geo = json.open(GEO);
            geo(json, known.city.find(address));
            json.close(geo);
        }
        if (known.asn != null) {
            int as = json.open(AS);
            autonomousSystem(json, known.asn.find(address));
            json.close(as);
        }
        return json.toByteArray();
    }

    private static void geo(JsonBuffer json, Map<String, Object> city) {
        Map<String, Object> continent = object(city, "continent");
        text(json, CONTINENT_CODE, continent.get("code"));
        text(json, CONTINENT_NAME, object(continent, "names").get("en"));
        Map<String, Object> country = object(city, "country");
        text(json, COUNTRY_ISO_CODE, country.get("iso_code"));
        text(json, COUNTRY_NAME, object(country, "names").get("en"));
        Map<String, Object> region = first(city.get("subdivisions"));
        if (country.get("iso_code") != null && region.get("iso_code") != null) {
            // ISO 3166-2, of which MaxMind has the second half.
            text(json, REGION_ISO_CODE, country.get("iso_code") + "-" + region.get("iso_code"));
        }
        text(json, REGION_NAME, object(region, "names").get("en"));
        text(json, CITY_NAME, object(object(city, "city"), "names").get("en"));
        text(json, POSTAL_CODE, object(city, "postal").get("code"));
        Map<String, Object> location = object(city, "location");
        text(json, TIMEZONE, location.get("time_zone"));
        if (location.get("latitude") instanceof Number latitude
                && location.get("longitude") instanceof Number longitude) {
            int point = json.open(LOCATION);
            number(json, LONGITUDE, longitude);
            number(json, LATITUDE, latitude);
            json.close(point);
        }
    }

    private static void autonomousSystem(JsonBuffer json, Map<String, Object> asn) {
        if (asn.get("autonomous_system_number") instanceof Number number) {
            json.number(NUMBER, number.longValue());
        }
        int organization = json.open(ORGANIZATION);
        text(json, NAME, asn.get("autonomous_system_organization"));
        json.close(organization);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<String, Object> parent, String name) {
        return parent.get(name) instanceof Map<?, ?> child ? (Map<String, Object>) child : Map.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> first(Object array) {
        return array instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Map<?, ?> child
                ? (Map<String, Object>) child
                : Map.of();
    }

    private static void text(JsonBuffer json, Key key, Object value) {
        if (value instanceof String text && !text.isEmpty()) {
            json.string(key, text);
        }
    }

    private static void number(JsonBuffer json, Key key, Number value) {
        byte[] digits = Double.toString(value.doubleValue()).getBytes(US_ASCII);
        json.raw(key, digits, 0, digits.length);
    }

    /** The address that an IP address in a log stands for: leading zeros are decimal, a zone does not count. */
    private static InetAddress addressOf(byte[] written) {
        String text = new String(written, US_ASCII);
        int zone = text.indexOf('%');
        if (text.indexOf(':') >= 0) {
            return InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone));
        }
        String[] octets = text.split("\\.");
        byte[] address = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            address[i] = (byte) Integer.parseInt(octets[i]);
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address: " + text, e);
        }
    }
}
