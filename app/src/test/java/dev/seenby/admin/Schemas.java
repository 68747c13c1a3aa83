package dev.seenby.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.Set;

/** The schemas of the API's description, as a program that follows it applies them. */
final class Schemas {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Schemas() {}

    /** What is wrong with a body. @param content the media type's object in the description */
    static Set<ValidationMessage> problems(JsonNode description, JsonNode content, String body) {
        ObjectNode whole = MAPPER.createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.setAll((ObjectNode) content.path("schema"));
        whole.set("components", description.path("components"));
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(whole)
                    .validate(MAPPER.readTree(body));
        } catch (IOException e) {
            throw new AssertionError(body, e);
        }
    }
}
