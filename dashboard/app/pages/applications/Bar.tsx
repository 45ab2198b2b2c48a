import { type ChangeEvent, type RefObject, useEffect, useRef, useState } from "react";

import { Choice, Field } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { useTexts } from "../../text/language";
import { AddFilter } from "../../view/AddFilter";
import { FilterChips } from "../../view/FilterChips";
import { RangeChoice } from "../../view/RangeChoice";
import { useView } from "../../view/useView";
import { FILTERS } from "../../view/view";
import { type Asked, ORDERS, SHOWN, type useAsked } from "./asked";

const PAUSE = 300;

/** The search, which asks when nobody types for a moment, and keeps what it says in the address. */
function Search({
  said,
  onSay,
  place,
}: {
  said: string;
  onSay: (text: string) => void;
  place: RefObject<HTMLDivElement | null>;
}) {
  const { search } = useTexts().applications;
  const [text, setText] = useState(said);
  const sent = useRef(said);
  const say = useRef(onSay);
  say.current = onSay;
  useEffect(() => {
    // Somebody else has changed the address: the back button, a link.
    if (said !== sent.current) setText((sent.current = said));
  }, [said]);
  useEffect(() => {
    const next = text.trim();
    if (next === sent.current) return;
    const timer = setTimeout(() => say.current((sent.current = next)), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div ref={place} className="col-span-2 min-w-0 sm:flex-1 sm:basis-56">
      <Field
        type="search"
        label={search}
        aria-keyshortcuts="/"
        value={text}
        onChange={(event: ChangeEvent<HTMLInputElement>) => setText(event.target.value)}
      />
    </div>
  );
}

/** Which applications, and in which order. */
export function Bar({
  asked,
  say,
  searchPlace,
}: {
  asked: Asked;
  say: ReturnType<typeof useAsked>[1];
  searchPlace: RefObject<HTMLDivElement | null>;
}) {
  const { applications: texts, shell } = useTexts();
  const [view, change] = useView();
  return (
    <div role="group" aria-label={shell.view.label} className="relative mb-4 grid gap-3 print:hidden">
      <div className="grid grid-cols-2 gap-3 sm:flex sm:flex-wrap sm:items-end">
        <Search said={asked.search} onSay={(q) => say({ q })} place={searchPlace} />
        <Choice
          label={texts.show}
          value={asked.shown}
          onChange={(event) => say({ show: SHOWN.find((each) => each === event.target.value) ?? "ALL" })}
        >
          <Options of={SHOWN} words={texts.shown} />
        </Choice>
        <Choice
          label={texts.order}
          value={asked.orderBy}
          onChange={(event) => say({ order: ORDERS.find((each) => each === event.target.value) ?? "NEWEST" })}
        >
          <Options of={ORDERS} words={texts.orders} />
        </Choice>
        <RangeChoice
          range={view.range}
          standard="ALL_TIME"
          onChoice={(range) =>
            change({ range: range !== null && "period" in range && range.period === "ALL_TIME" ? null : range })
          }
        />
        <div className="self-end">
          <AddFilter
            names={FILTERS}
            range={view.range ?? { period: "ALL_TIME" }}
            filter={view.filter}
            onChange={(filter) => change({ filter })}
          />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2 empty:hidden">
        <FilterChips filter={view.filter} onChange={(filter) => change({ filter })} />
      </div>
    </div>
  );
}
