// What the public clients of graphql-ws and graphql-sse make of a server: all that happened, as one object of JSON.
const [, , graphqlWs, graphqlSse, given] = process.argv;
const { createClient: createSocket } = await import(graphqlWs);
const { createClient: createStream } = await import(graphqlSse);
const { url, tokens, keys } = JSON.parse(given);

const SUMMARY = `subscription Summary($after: String) {
  summaryChanged(after: $after) { sequence isSnapshot summary { totalApplications } }
}`;
const RECORD = `mutation {
  recordApplication(input: { job: { company: "Acme", title: "Baker" } }) { errors { message } }
}`;
const QUERY = "{ viewer { role } }";
const PLATFORM = "subscription { platformChanged { isSnapshot } }";
const bearer = (token) => ({ authorization: `Bearer ${token}` });

// A socket of which every end is kept; it stays closed unless told otherwise.
function socket(options) {
  const closed = [];
  const opened = { count: 0 };
  const client = createSocket({
    url: url.replace("http", "ws"),
    retryAttempts: 0,
    retryWait: async () => {},
    connectionParams: bearer(tokens.ada),
    ...options,
    on: {
      ...options?.on,
      connected: (made, ...rest) => {
        opened.count += 1;
        options?.on?.connected?.(made, ...rest);
      },
      closed: ({ code, reason }) => closed.push({ code, reason }),
    },
  });
  return { client, closed, opened };
}

const stream = (token, options) => createStream({ url, retryAttempts: 0, headers: bearer(token), ...options });

// What one operation is told until its end: what came, and how it ended.
function whole(client, query, { until = Infinity, heard = () => {} } = {}) {
  const came = [];
  return new Promise((resolve) => {
    const leave = client.subscribe(
      { query },
      {
        next: (answer) => {
          came.push(answer);
          heard(came.length);
          if (came.length === until) leave();
        },
        error: (error) => resolve({ came, end: "error", error: told(error) }),
        complete: () => resolve({ came, end: "complete" }),
      },
    );
  });
}

function told(error) {
  if (Array.isArray(error)) return error.map(({ extensions }) => extensions.code);
  if (error.response) return error.response.status;
  return error.code ?? String(error);
}

const revoke = ({ id }) => whole(stream(tokens.dora), `mutation { revokeApiKey(id: "${id}") { errors { message } } }`);

// A state, a change that another client makes, and the client's own goodbye.
async function follow(client, token) {
  const other = stream(token);
  const heard = (count) => count === 1 && whole(other, RECORD);
  return whole(client, SUMMARY, { until: 2, heard });
}

// How the socket ends on which this happens.
async function ends(options, query = SUMMARY) {
  const { client, closed } = socket(options);
  const { end, error } = await whole(client, query);
  return { closed, end, error };
}

const say = (made, message) => made.send(JSON.stringify(message));
const scenarios = {
  async socketFollows() {
    const { client, closed } = socket({ connectionParams: bearer(tokens.bea), lazy: false });
    const followed = await follow(client, tokens.bea);
    const asked = await whole(client, QUERY);
    await client.dispose();
    return { ...followed, asked, closed };
  },
  async streamFollows() {
    const client = stream(tokens.cleo);
    const followed = await follow(client, tokens.cleo);
    const asked = await whole(client, QUERY);
    return { ...followed, asked };
  },
  async socketHasErrors() {
    const { client, closed } = socket({ lazy: false });
    const found = [await whole(client, "{ nope }"), await whole(client, PLATFORM)];
    return { found, alive: (await whole(client, QUERY)).end, closed };
  },
  async streamHasErrors() {
    const client = stream(tokens.ada);
    return { found: [await whole(client, "{ nope }"), await whole(client, PLATFORM)] };
  },
  // A key that is taken back ends as a token that expires; the client comes back by itself with other credentials.
  async socketOutlivesItsKey() {
    const left = [keys[0].secret, tokens.dora];
    const { client, closed, opened } = socket({ connectionParams: () => bearer(left.shift()), retryAttempts: 3 });
    const heard = (count) => (count === 1 ? revoke(keys[0]) : opened.count === 2 && client.dispose());
    const followed = await whole(client, SUMMARY, { heard });
    return { ...followed, closed, opened: opened.count };
  },
  async socketIsLeftIdle() {
    const on = { connected: () => revoke(keys[1]) };
    const connectionParams = bearer(keys[1].secret);
    const { client, closed } = socket({ connectionParams, lazy: false, onNonLazyError: () => {}, on });
    await new Promise((resolve) => client.on("closed", resolve));
    return { closed };
  },
  async streamOutlivesItsKey() {
    return whole(stream(keys[2].secret), SUMMARY, { heard: (count) => count === 1 && revoke(keys[2]) });
  },
  async strangers() {
    return {
      socket: await ends({ connectionParams: bearer("nonsense") }),
      stream: await whole(stream("nonsense"), SUMMARY),
    };
  },
  is4400: () => ends({ on: { connected: (made) => made.send('{"type": "nonsense"}') } }),
  is4401: () =>
    ends({ on: { opened: (made) => say(made, { id: "early", type: "subscribe", payload: { query: QUERY } }) } }),
  is4408: () => ends({ connectionParams: () => new Promise(() => {}) }),
  async is4409() {
    const { client, closed } = socket({ generateID: () => "mine" });
    const ended = await Promise.all([whole(client, SUMMARY), whole(client, SUMMARY)]);
    return { closed, errors: ended.map(({ error }) => error) };
  },
  is4429: () => ends({ on: { connected: (made) => say(made, { type: "connection_init" }) } }),
  // One person in more places than one has: streams and sockets count together.
  async crowd() {
    const made = Array.from({ length: tokens.seats }, () => socket({ connectionParams: bearer(tokens.crowd) }).client);
    const waiting = made.map((client) => whole(client, SUMMARY, { until: 2 }));
    await Promise.all(made.map((client) => new Promise((resolve) => client.on("connected", resolve))));
    const refused = {
      socket: await ends({ connectionParams: bearer(tokens.crowd) }),
      stream: await whole(stream(tokens.crowd), SUMMARY),
    };
    await Promise.all(made.map((client) => client.dispose()));
    return { ...refused, left: (await Promise.all(waiting)).map(({ end }) => end) };
  },
};

const names = Object.keys(scenarios);
const found = await Promise.all(names.map((name) => scenarios[name]()));
console.log(JSON.stringify(Object.fromEntries(names.map((name, index) => [name, found[index]]))));
process.exit(0);
