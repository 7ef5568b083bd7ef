// Drives cluefin-openapi for test_cluefin.py: one JSON command a line in, one JSON answer a line out, and socket events as they come.
//
// Nothing of the client is changed. Its addresses are fields of its objects, set here after they are made; its constructors take a fetch,
// and the one given notes what goes over the wire. No name is ever looked up, so that nothing can leave this machine.
import dns from "node:dns";
import readline from "node:readline";

import { KisAuth, KisHttpClient, KisSocketClient, OverseasRealtimeQuote } from "cluefin-openapi";

dns.lookup = (name) => {
  throw new Error(`a test may not look up ${name}`);
};

const clients = new Map();
const sent = [];

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function noted(address, init) {
  const response = await fetch(address, init);
  const url = new URL(address);
  sent.push({
    method: init.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(new Headers(init.headers)),
    body: init.body ?? "",
    status: response.status,
    reply: await response.clone().text(),
  });
  return response;
}

const commands = {
  async open({ client, url, ws, retries, ...keys }) {
    const auth = new KisAuth({ ...keys, fetchImpl: noted });
    auth.baseUrl = url;
    const token = await auth.generate();
    const limits = { rateLimitRequestsPerSecond: 1e6, rateLimitBurst: 1e6, maxRetries: retries };
    const http = new KisHttpClient({ ...keys, ...limits, token: token.accessToken, fetchImpl: noted });
    http.baseUrl = url;
    clients.set(client, { auth, http, keys, ws });
    return token;
  },

  call({ client, area, method, input }) {
    return clients.get(client).http[area][method](input);
  },

  revoke({ client }) {
    return clients.get(client).auth.revoke();
  },

  async connect({ client }) {
    const held = clients.get(client);
    const { approvalKey } = await held.auth.approve();
    const socket = new KisSocketClient({ ...held.keys, approvalKey });
    socket.url = `${held.ws}/tryitout`;
    held.socket = socket;
    held.quote = new OverseasRealtimeQuote(socket);
    socket.on("data", ({ trId, data }) => say({ client, trId, ...data }));
    await new Promise((resolve, reject) => {
      socket.on("connected", resolve);
      socket.on("error", ({ error }) => reject(error));
      socket.connect();
    });
    return { approvalKey };
  },

  // The client looks at no answer to a registration. Here it is waited for, and handed on.
  async subscribe({ client, method, input }) {
    const { quote, socket } = clients.get(client);
    const answered = new Promise((resolve) => {
      const hear = (data) => {
        const text = data.toString();
        if (!text.startsWith("{") || text.includes("PINGPONG")) return;
        socket.ws.off("message", hear);
        resolve(JSON.parse(text));
      };
      socket.ws.on("message", hear);
    });
    await quote[method](...input);
    return answered;
  },

  leave({ client }) {
    const { socket } = clients.get(client);
    socket?.removeAllListeners("data");
    socket?.close();
    clients.delete(client);
    return null;
  },

  parse({ method, input }) {
    return OverseasRealtimeQuote[method](input);
  },
};

function fault({ name, message, statusCode, responseData }) {
  return { name, message, statusCode, responseData };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  let answer;
  try {
    answer = { result: await commands[command](rest) };
  } catch (error) {
    answer = { error: fault(error) };
  }
  say({ ...answer, sent: sent.splice(0) });
}
