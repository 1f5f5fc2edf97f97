/** A CDS Hooks 2.0 request after schema validation, as it came: unknown members are kept and ignored. */
import type { Bundle } from '../core/fhir.js';

export interface FhirAuthorization {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope?: string;
  readonly subject?: string;
  readonly patient?: string;
}

export interface HookRequest {
  readonly hook: string;
  readonly hookInstance: string;
  readonly fhirServer?: string;
  readonly fhirAuthorization?: FhirAuthorization;
  readonly context: {
    readonly userId: string;
    readonly patientId: string;
    readonly encounterId?: string;
    readonly draftOrders: Bundle;
  };
  readonly prefetch?: Readonly<Record<string, unknown>>;
  readonly extension?: Readonly<Record<string, unknown>>;
}
