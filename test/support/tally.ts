/** Counts by row and column, and prints them as a plain table: what was decided, by drug and determination. */
export class Tally {
  readonly #rows = new Map<string, Map<string, number>>();

  add(row: string, column: string): void {
    const counts = this.#rows.get(row) ?? new Map<string, number>();
    this.#rows.set(row, counts.set(column, (counts.get(column) ?? 0) + 1));
  }

  of(row: string, column: string): number {
    return this.#rows.get(row)?.get(column) ?? 0;
  }

  toString(): string {
    const columns = [...new Set([...this.#rows.values()].flatMap((counts) => [...counts.keys()]))].sort();
    const table = [
      ['', ...columns],
      ...[...this.#rows.keys()].map((row) => [row, ...columns.map((column) => String(this.of(row, column)))]),
    ];
    const widths = ['', ...columns].map((_, index) =>
      Math.max(...table.map((line) => line[index]?.length ?? 0)),
    );
    return table
      .map((line) =>
        line
          .map((cell, index) => cell.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd(),
      )
      .join('\n');
  }
}
