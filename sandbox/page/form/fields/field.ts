/** What every kind of field gets. */
import type { QuestionnaireItem, QuestionnaireResponseItemAnswer } from 'fhir/r4.js';

export type FieldAnswer = QuestionnaireResponseItemAnswer;

export interface FieldProps {
  readonly item: QuestionnaireItem;
  /** Of the control, or of the group of controls. */
  readonly id: string;
  /** Names the controls where the question cannot be their label. */
  readonly labelId: string;
  /** Ids of the hint, the sources and the fault. */
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly answers: readonly FieldAnswer[];
  readonly set: (answers: readonly FieldAnswer[]) => void;
}

/** For the control itself. */
export function ariaOf({ item, describedBy, isInvalid }: FieldProps) {
  return {
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid || undefined,
    'aria-required': item.required || undefined,
  };
}
