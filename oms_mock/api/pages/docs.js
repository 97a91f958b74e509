// The server of a document is the address that the fake saw. The page may have been loaded through a proxy.
const sameServer = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (update) => (spec) => update({ ...spec, servers: [{ url: new URL(".", location).pathname }] }),
      },
    },
  },
});

fetch("docs/documents.json")
  .then((response) => response.json())
  .then((urls) => {
    window.ui = SwaggerUIBundle({
      ...(urls.length > 1
        ? { urls, presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: "StandaloneLayout" }
        : { url: urls[0].url }),
      plugins: [sameServer],
      dom_id: "#swagger-ui",
      deepLinking: true,
      persistAuthorization: true,
      showExtensions: true,
      validatorUrl: null,
    });
  });
