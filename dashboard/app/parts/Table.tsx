import type { ReactNode } from "react";

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  isNumber?: boolean;
}

/** Rows and columns, wide ones scrolled inside their box. The first column names the row. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row, index: number) => string | number;
}) {
  return (
    <div className="overflow-x-auto" role="group" aria-label={caption} tabIndex={0}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-left text-muted">
            {columns.map((column) => (
              <th
                key={column.title}
                scope="col"
                className={`py-2 pr-4 font-medium ${column.isNumber ? "text-right" : ""}`}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keyOf(row, index)} className="border-b border-line/60 last:border-0">
              {columns.map((column, place) => {
                const style = `py-2 pr-4 align-top ${column.isNumber ? "text-right whitespace-nowrap tabular-nums" : ""}`;
                return place === 0 ? (
                  <th key={column.title} scope="row" className={`${style} text-left font-medium`}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.title} className={style}>
                    {column.cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
