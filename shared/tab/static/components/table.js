/**
 * A table that turns into a list of cards where it is narrow. Its roles are written out, because browsers forget them
 * for cells that are no longer laid out as a table.
 */

import { h } from "../dom.js";

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} title
 * @property {(row: Row) => import("../dom.js").Child | import("../dom.js").Child[]} cell
 * @property {boolean} [number] Aligned to the right.
 */

/**
 * The first column names the row.
 * @template Row
 * @param {string | {labelledBy: string}} name Its caption, or the id of the heading above that names it.
 * @param {Column<Row>[]} columns
 * @param {Row[]} rows
 */
export function table(name, columns, rows) {
  return h(
    "table",
    { role: "table", "aria-labelledby": typeof name === "string" ? null : name.labelledBy },
    typeof name === "string" && h("caption", {}, name),
    h(
      "thead",
      { role: "rowgroup" },
      h(
        "tr",
        { role: "row" },
        ...columns.map(({ title, number }) =>
          h("th", { role: "columnheader", scope: "col", class: number && "number" }, title),
        ),
      ),
    ),
    h(
      "tbody",
      { role: "rowgroup" },
      ...rows.map((row) =>
        h(
          "tr",
          { role: "row" },
          ...columns.map(({ title, cell, number }, position) =>
            h(
              position === 0 ? "th" : "td",
              {
                role: position === 0 ? "rowheader" : "cell",
                "data-title": title,
                class: number && "number",
                scope: position === 0 && "row",
              },
              .../** @type {import("../dom.js").Child[]} */ ([cell(row)].flat()),
            ),
          ),
        ),
      ),
    ),
  );
}
