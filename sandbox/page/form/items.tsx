/** The items of one level of a form: displays, questions and groups, as far as they are asked. */
import type { QuestionnaireItem, QuestionnaireResponseItem } from 'fhir/r4.js';
import { inside, isEnabled, type Scope } from './model/enabled.js';
import { controlOf, isHidden } from './model/extensions.js';
import { instancesOf, pathOf, withBelow, withInstances } from './model/tree.js';
import { Group } from './group.js';
import { Question } from './question.js';

export interface ItemsProps {
  readonly scope: Scope;
  readonly parent: string;
  /** Of headings. */
  readonly level: number;
  readonly change: (items: QuestionnaireResponseItem[]) => void;
}

export function Items({ scope, parent, level, change }: ItemsProps) {
  return (
    <>
      {scope.definition.map((item) => {
        if (isHidden(item) || !isEnabled(item, scope)) return null;
        const instances = instancesOf(item, scope.items);
        const set = (next: readonly QuestionnaireResponseItem[]) =>
          change(withInstances(scope.definition, scope.items, item.linkId, next));
        const common = { key: item.linkId, item, scope, parent, level };
        if (item.type === 'display') return <Display key={item.linkId} item={item} />;
        if (item.type === 'group') return <Group {...common} instances={instances} set={set} />;
        const [given = { linkId: item.linkId }] = instances;
        return <Asked {...common} given={given} set={set} />;
      })}
    </>
  );
}

interface AskedProps extends Pick<ItemsProps, 'scope' | 'parent' | 'level'> {
  readonly item: QuestionnaireItem;
  readonly given: QuestionnaireResponseItem;
  readonly set: (instances: readonly QuestionnaireResponseItem[]) => void;
}

/** A question, with what is asked below its answer. Displays below it are shown, as far as they apply, also before it is answered. */
function Asked({ item, given, scope, parent, level, set }: AskedProps) {
  const path = pathOf(parent, item.linkId, 0);
  const below = inside(item, given, scope);
  const isAnswered = (given.answer ?? []).length > 0;
  const definition = below.definition.filter(({ type }) => isAnswered || type === 'display');
  return (
    <>
      <Question item={item} given={given} path={path} change={(next) => set([next])} />
      {definition.length > 0 && (
        <div class="below">
          <Items
            scope={{ ...below, definition }}
            parent={path}
            level={level}
            change={(items) => set([withBelow(given, items)])}
          />
        </div>
      )}
    </>
  );
}

function Display({ item }: { readonly item: QuestionnaireItem }) {
  return <p class={controlOf(item) === 'help' ? 'display quiet' : 'display'}>{item.text}</p>;
}
