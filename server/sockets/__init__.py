"""GraphQL over a websocket (graphql-transport-ws): queries, mutations and subscriptions of one client, side by side."""
