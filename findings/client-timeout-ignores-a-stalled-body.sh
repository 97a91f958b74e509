#!/usr/bin/env bash
# Two HTTP clients for JavaScript do not report a timeout when a response stalls inside its body.
#
# Seen with axios 1.21.1 and ky 1.14.3 on Node 20.20.2, Linux.
# A server sends its headers and half of a JSON body at once, then nothing for 3 seconds, then the rest. Every client has
# a timeout of 1 second. fetch and got stop after it with a TimeoutError. axios stops after it too, but says
# ERR_BAD_RESPONSE "stream has been aborted", as for a body that the server has cut off, and neither ECONNABORTED nor
# ETIMEDOUT: code that tells timeouts by their code takes it for a fault of the server. The timeout of ky ends with the
# headers: it waits 3 seconds, and succeeds.
#
# Expected output:
#   fetch: TimeoutError after 1 s
#   got: TimeoutError ETIMEDOUT after 1 s
#   axios: AxiosError ERR_BAD_RESPONSE stream has been aborted after 1 s
#   ky: a document after 3 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-audit --no-fund --no-package-lock --silent axios@1.21.1 got@14.6.6 ky@1.14.3
echo "node $(node --version)"
cat >run.mjs <<'END'
import http from 'node:http'
import axios from 'axios'
import got from 'got'
import ky from 'ky'

const body = JSON.stringify({ text: 'x'.repeat(1000) })
const server = http.createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length })
  response.write(body.slice(0, 500))
  const timer = setTimeout(() => response.end(body.slice(500)), 3000)
  response.on('close', () => clearTimeout(timer))
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${server.address().port}/`
const clients = {
  fetch: async () => (await fetch(url, { signal: AbortSignal.timeout(1000) })).json(),
  got: async () => got(url, { timeout: { request: 1000 }, retry: { limit: 0 } }).json(),
  axios: async () => (await axios.get(url, { timeout: 1000 })).data,
  ky: async () => ky(url, { timeout: 1000, retry: 0 }).json(),
}
for (const [name, get] of Object.entries(clients)) {
  const began = Date.now()
  let seen
  try {
    seen = (await get()).text.length === 1000 ? 'a document' : 'something else'
  } catch (error) {
    const code = typeof error.code === 'string' ? ` ${error.code}` : ''
    seen = `${error.name}${code}${name === 'axios' ? ` ${error.message}` : ''}`
  }
  console.log(`${name}: ${seen} after ${Math.round((Date.now() - began) / 1000)} s`)
}
server.closeAllConnections()
server.close()
END
node run.mjs >seen.txt
cat seen.txt
diff seen.txt - <<'END'
fetch: TimeoutError after 1 s
got: TimeoutError ETIMEDOUT after 1 s
axios: AxiosError ERR_BAD_RESPONSE stream has been aborted after 1 s
ky: a document after 3 s
END
