// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.deadletter.LetterMend;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

class ProblemAdviceTest {

    private final MockMvc web = MockMvcBuilders.standaloneSetup(new Mends())
            .setControllerAdvice(new ProblemAdvice())
            .build();

    @RestController
    static final class Mends {

        @PostMapping("/mend")
        String mend(@RequestBody LetterMend mend) {
            return mend.description();
        }
    }

    @Test
    void whatCannotBeInABodyIsSaidInItsOwnWords() throws Exception {
        MockHttpServletResponse answer = post("{\"zone\":\"Mars\"}");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(answer.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        assertThat(answer.getContentAsString()).contains("there is no time zone 'Mars'");
        assertThat(post("{\"replacements\":[{\"find\":\"(\",\"pattern\":true}]}")
                        .getContentAsString())
                .contains("'(' is no RE2 pattern");
    }

    @Test
    void aBodyThatIsNoneIsSaidToBe() throws Exception {
        MockHttpServletResponse answer = post("{");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(answer.getContentAsString()).contains("the body of the request cannot be read");
    }

    @Test
    void whatCanBeIsTaken() throws Exception {
        assertThat(post("{\"zone\":\"Europe/Berlin\"}").getContentAsString()).isEqualTo("zone Europe/Berlin");
    }

    private MockHttpServletResponse post(String body) throws Exception {
        return web.perform(MockMvcRequestBuilders.post("/mend")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body))
                .andReturn()
                .getResponse();
    }
}
