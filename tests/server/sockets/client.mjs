// What the public client of graphql-ws makes of a server: one line of JSON for each thing that happens.
const [, , library, url, token, query] = process.argv;
const { createClient } = await import(library);
const say = (what) => console.log(JSON.stringify(what));
const client = createClient({
  url,
  lazy: false,
  retryAttempts: 0,
  connectionParams: { authorization: token },
  onNonLazyError: () => {},
  on: { closed: (event) => say({ closed: event.code }) },
});
client.subscribe(
  { query },
  { next: (answer) => say({ next: answer.data }), error: (error) => say({ error: error.code ?? error }), complete: () => say("complete") },
);
