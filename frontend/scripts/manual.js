// Draws the OpenAPI description with swagger-ui, from this site's own files only.
const place = document.getElementById("manual");
if (place && window.SwaggerUIBundle) {
  window.SwaggerUIBundle({ url: "/api/openapi.json", domNode: place, supportedSubmitMethods: [], validatorUrl: null });
}
