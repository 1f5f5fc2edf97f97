// Extensions that this project defines itself: the input of build-profiles.mjs. One only where no guide has one that says the same.
export const OWN_EXTENSIONS = [
  {
    id: 'answer-source',
    version: '1.0',
    title: 'Where an answer was found',
    description:
      "A resource that an answer of a pre-filled form was taken from: of the patient's chart, of the order, or of the payer's provider directory. Beside information-origin of Da Vinci DTR, which says that a server filled the answer in, but not from what. An answer may have several.",
    context: 'QuestionnaireResponse.item.answer',
    valueType: 'Reference',
  },
];
