import { Card } from "../../parts/Card";
import { Table } from "../../parts/Table";
import { useFormat, useTexts } from "../../text/language";
import type { PlatformPartsFragment } from "./documents";

type Props = { features: PlatformPartsFragment["features"]; unknown: PlatformPartsFragment["unknownEvents"] };

/** What is used, and for operators what was sent that means nothing. */
export function Features({ features, unknown }: Props) {
  const { platform: texts, shell } = useTexts();
  const format = useFormat();
  return (
    <>
      <Card title={texts.features}>
        {features.shown.length > 0 && (
          <Table
            caption={texts.features}
            rows={features.shown}
            keyOf={(each) => each.name}
            columns={[
              { title: texts.event, cell: (each) => <code className="font-mono">{each.name}</code> },
              { title: texts.times, isNumber: true, cell: (each) => format.count(each.events) },
              {
                title: texts.time,
                isNumber: true,
                cell: (each) => (each.seconds > 0 ? format.seconds(each.seconds) : shell.none),
              },
              { title: texts.meaning, cell: (each) => <div className="min-w-52">{each.description}</div> },
            ]}
          />
        )}
        {features.hidden > 0 && <p className="text-muted">{texts.hidden(format.count(features.hidden))}</p>}
        {features.hidden === 0 && features.shown.length === 0 && <p className="text-muted">{texts.noFeatures}</p>}
      </Card>
      {unknown !== null && (
        <Card
          title={texts.unknown}
          aside={<p className="text-sm text-muted">{texts.together(format.count(unknown.events))}</p>}
        >
          {unknown.names.length === 0 ? (
            <p className="text-muted">{texts.noUnknown}</p>
          ) : (
            <>
              <p className="mb-3 max-w-prose text-sm text-muted">{texts.unknownText}</p>
              <Table
                caption={texts.unknown}
                rows={unknown.names}
                keyOf={(each) => each.name}
                columns={[
                  { title: texts.event, cell: (each) => <code className="font-mono break-all">{each.name}</code> },
                  { title: texts.times, isNumber: true, cell: (each) => format.count(each.events) },
                ]}
              />
            </>
          )}
        </Card>
      )}
    </>
  );
}
