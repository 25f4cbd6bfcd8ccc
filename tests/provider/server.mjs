// Two OpenID providers on loopback, one with DPoP and one without; introduced by one line of JSON, ended by the end
// of standard input.
import { createServer } from 'node:http';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

const claims = {
  name: 'Læge B. Prøve',
  role: 'Læge',
  authorisation: '0DMX7',
  organisation: '999999999016000',
  organisation_name: 'Lægehuset',
};

const client = (algorithm) => ({
  client_id: `overblik-${algorithm}`,
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  id_token_signed_response_alg: algorithm,
});

const configuration = (hasDpop) => ({
  clients: ALGORITHMS.map(client),
  scopes: ['openid', 'offline_access', 'fhirUser', 'launch/practitioner', 'user/*.rs'],
  claims: { openid: ['sub', ...Object.keys(claims)], fhirUser: ['fhirUser'] },
  conformIdTokenClaims: false,
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, fhirUser: 'Practitioner/1', ...claims }) }),
  rotateRefreshToken: () => true,
  ttl: {
    AccessToken: 300,
    AuthorizationCode: 60,
    Grant: 36000,
    IdToken: 3600,
    Interaction: 600,
    RefreshToken: 36000,
    Session: 36000,
  },
  cookies: { keys: [randomBytes(16).toString('hex')] },
  enabledJWA: { idTokenSigningAlgValues: ALGORITHMS },
  features: {
    devInteractions: { enabled: true },
    dPoP: hasDpop
      ? { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true }
      : { enabled: false },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  jwks: { keys: keys() },
});

function keys() {
  const pairs = [
    ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['PS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['EdDSA', generateKeyPairSync('ed25519')],
  ];
  return pairs.map(([alg, { privateKey }]) => ({ ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg }));
}

async function start(hasDpop) {
  const server = createServer();
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration(hasDpop));
  provider.on('server_error', (_, error) => console.error(error));
  server.on('request', provider.callback());
  return issuer;
}

const [bound, plain] = [await start(true), await start(false)];
process.stdout.write(`${JSON.stringify({ bound, plain })}\n`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
