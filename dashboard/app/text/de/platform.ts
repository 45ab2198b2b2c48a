import type { Texts } from "../en";

export const platform: Texts["platform"] = {
  text: "Die ganze Plattform in Zahlen, ohne Personen; nach Tagen in UTC.",
  asOf: (time) => `Stand ${time}`,
  untold: "Das lässt sich im Moment nicht sagen.",
  totals: "Wie viel es gibt",
  users: "Konten",
  activeUsers: "Aktive Personen",
  sessions: "Besuche",
  events: "Ereignisse",
  activeSessions: "Laufende Besuche",
  now: "jetzt",
  retention: "Wer wiederkommt",
  retentionText:
    "Von den Personen, die in einer Woche zum ersten Mal kamen, der Anteil, der in einer späteren Woche etwas tat.",
  firstWeek: "Erste Woche ab",
  people: "Personen",
  later: (weeks) => `+${weeks} Wo.`,
  notOver: "diese Woche ist noch nicht vorbei",
  noCohorts: "Keine Woche dieses Zeitraums brachte fünf neue Personen oder mehr, darum wird keine gezeigt.",
  hiddenCohorts: (count) => `Wochen mit weniger als fünf neuen Personen, nicht gezeigt: ${count}`,
  features: "Was genutzt wird",
  event: "Ereignis",
  meaning: "Was es sagt",
  times: "Wie oft",
  time: "Sichtbare Zeit",
  hidden: (count) =>
    `Weniger als fünf Personen waren aktiv: Was sie taten, wird nicht gesagt. Arten von Ereignissen: ${count}`,
  noFeatures: "In diesem Zeitraum ist nichts geschehen.",
  unknown: "Ereignisse, die hier nichts bedeuten",
  unknownText:
    "Ihre Namen stehen nicht im Katalog, darum zählt sie keine Kennzahl. Entweder hat sich der Sender vertippt, oder im Katalog fehlen sie.",
  noUnknown: "Jeder gesendete Name steht im Katalog.",
  together: (count) => `Alle zusammen: ${count}`,
};
