fetch("docs/documents.json")
  .then((response) => response.json())
  .then((urls) => {
    window.ui = SwaggerUIBundle({
      ...(urls.length > 1
        ? { urls, presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: "StandaloneLayout" }
        : { url: urls[0].url }),
      dom_id: "#swagger-ui",
      deepLinking: true,
      persistAuthorization: true,
      showExtensions: true,
      validatorUrl: null,
    });
  });
