// An OpenID Connect provider for tests, on loopback. One line of JSON on standard input tells it what to do, one line on standard output answers.
// The first line is its configuration: { audience, clients: [{ id, alg, claims }] }. It ends with its standard input, so also when whoever started it is killed.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { errors, Provider } from 'oidc-provider';

const SECRET = 'only-in-tests';
const ALGORITHMS = ['RS256', 'ES256', 'PS256'];

let configuration;
let keys = [];
let callback;
let server;
let port = 0;
let delay = 0;
let generation = 0;
const counts = { discovery: 0, jwks: 0 };

const issuer = () => `http://127.0.0.1:${port}`;

// New keys; the old ones are no longer published.
async function rotate() {
    generation += 1;
    keys = await Promise.all(ALGORITHMS.map(async (alg) => {
        const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
        return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: `${alg}-${generation}` };
    }));
    const byId = new Map(configuration.clients.map((client) => [client.id, client]));
    const provider = new Provider(issuer(), {
        jwks: { keys },
        clients: configuration.clients.map((client) => ({
            client_id: client.id, client_secret: SECRET, grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
        })),
        features: {
            devInteractions: { enabled: false },
            clientCredentials: { enabled: true },
            resourceIndicators: {
                enabled: true,
                getResourceServerInfo: (ctx, resource, client) => {
                    if (resource !== configuration.audience) throw new errors.InvalidTarget();
                    return {
                        scope: 'api', audience: configuration.audience, accessTokenFormat: 'jwt', accessTokenTTL: 600,
                        jwt: { sign: { alg: byId.get(client.clientId).alg ?? 'RS256' } },
                    };
                },
            },
        },
        extraTokenClaims: (ctx, token) => byId.get(token.clientId)?.claims,
    });
    callback = provider.callback();
}

async function serve(request, response) {
    const path = request.url.split('?')[0];
    if (path === '/sign') return sign(request, response);
    if (path === '/.well-known/openid-configuration') counts.discovery += 1;
    if (path === '/jwks') counts.jwks += 1;
    if (delay > 0 && request.method === 'GET') await new Promise((done) => { setTimeout(done, delay); });
    return callback(request, response);
}

// Whatever a test wants under the keys of this provider: { header, payload }.
async function sign(request, response) {
    let body = '';
    for await (const part of request) body += part;
    const { header, payload } = JSON.parse(body);
    const key = keys.find((candidate) => candidate.alg === header.alg);
    const protectedHeader = { kid: key.kid, ...header };
    const crit = Object.fromEntries((header.crit ?? []).map((name) => [name, true]));
    response.end(await new SignJWT(payload).setProtectedHeader(protectedHeader).sign(await importJWK(key, header.alg), { crit }));
}

const start = () => new Promise((started, failed) => {
    server = createServer((request, response) => {
        Promise.resolve(serve(request, response)).catch((error) => { response.statusCode = 500; response.end(String(error)); });
    });
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => { port = server.address().port; started(); });
});

const stop = () => new Promise((stopped) => {
    server.close(stopped);
    server.closeAllConnections();
});

const commands = {
    rotate,
    start,
    stop,
    slow: ({ milliseconds }) => { delay = milliseconds; },
};

async function obey(line) {
    const order = JSON.parse(line);
    if (configuration === undefined) {
        configuration = order;
        await start();
        await rotate();
    } else if (order.do !== 'count') {
        await commands[order.do](order);
    }
    process.stdout.write(`${JSON.stringify({ issuer: issuer(), ...counts })}\n`);
}

let last = Promise.resolve();
const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
    last = last.then(() => obey(line)).catch((error) => { process.stdout.write(`${JSON.stringify({ error: String(error.stack) })}\n`); });
});
input.on('close', () => process.exit(0));
