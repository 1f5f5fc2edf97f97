// The payer's drug list as printed, and per code what it really is (policies/<id>/drug-list.json).

export function listTable({ drugFacts, printedRows, biosimilarIncluded, versions }, curation) {
  return {
    meta: {
      description:
        'Drug list of GA.PMN.34 (effective 2025-07), rows as printed; per code what it really is and what the print gets wrong.',
      generatedBy: 'scripts/convert-drugs.mjs',
      edition: '2025-07',
      versions,
      sources: { list: 'GA.PMN.34, Appendix B, effective 2025-07' },
      headedAs: 'Examples: a drug that is not listed may still be subject to the policy',
    },
    rows: printedRows.map((row) => ({
      row: Number(row.row),
      hcpcs: row.code,
      genericAsPrinted: row.generic_as_printed,
      brandAsPrinted: row.brand_as_printed,
      ...(row.notes_as_printed && { note: row.notes_as_printed }),
    })),
    codes: Object.fromEntries(
      drugFacts.map((fact) => [fact.code, listCode(fact, curation, biosimilarIncluded)]),
    ),
    unlistedDoubts: curation.unlistedDoubts,
    productDoubts: curation.productDoubts,
    rowsNotSearched: curation.notFromPrint.rows,
  };
}

function listCode(fact, curation, biosimilarIncluded) {
  const doubt = curation.rowDoubts[fact.code];
  return {
    name: fact.canonical_generic,
    brands: fact.canonical_brands,
    ...(fact.data_quality.length > 0 && { corrections: fact.data_quality }),
    ...(doubt && { doubts: [doubt] }),
    ...(fact.self_administrable.row_note_excludes && { excludesSelfAdministration: true }),
    ...(biosimilarIncluded[fact.code] && { biosimilarFamily: biosimilarIncluded[fact.code] }),
  };
}
