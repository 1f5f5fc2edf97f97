/** A group of questions, once or as often as it is needed. */
import { useRef } from 'preact/hooks';
import type { QuestionnaireItem, QuestionnaireResponseItem } from 'fhir/r4.js';
import { Items, type ItemsProps } from './items.js';
import { inside } from './model/enabled.js';
import { pathOf } from './model/tree.js';
import { useSurroundings } from './surroundings.js';

interface Props extends Pick<ItemsProps, 'scope' | 'parent' | 'level'> {
  readonly item: QuestionnaireItem;
  readonly instances: readonly QuestionnaireResponseItem[];
  readonly set: (instances: readonly QuestionnaireResponseItem[]) => void;
}

export function Group({ item, instances, scope, parent, level, set }: Props) {
  const { faults } = useSurroundings();
  const place = useRef<HTMLDivElement>(null);
  const { linkId, text } = item;
  const isOneOfMany = item.repeats === true && instances.length > 1;
  const toHeading = (index: number) => {
    // The heading is there after the next paint.
    requestAnimationFrame(() =>
      place.current?.querySelectorAll<HTMLElement>(':scope > section')[index]?.focus(),
    );
  };
  const add = () => {
    set([...instances, { linkId, ...(text !== undefined && { text }) }]);
    toHeading(instances.length);
  };
  const remove = (index: number) => {
    set(instances.filter((_, at) => at !== index));
    toHeading(Math.max(0, index - 1));
  };
  return (
    <div class="group" data-link={linkId} ref={place}>
      {instances.map((instance, index) => {
        const path = pathOf(parent, linkId, index);
        const fault = faults.get(path);
        const title = [text, isOneOfMany && index + 1].filter(Boolean).join(' ');
        return (
          <section
            key={index}
            aria-labelledby={title === '' ? undefined : `l-${path}`}
            id={`q-${path}`}
            tabIndex={-1}
          >
            {title !== '' && (
              <Heading level={level} id={`l-${path}`}>
                {title}
              </Heading>
            )}
            {fault !== undefined && <p class="fault">{fault}</p>}
            <Items
              scope={inside(item, instance, scope)}
              parent={path}
              level={level + 1}
              change={(below) =>
                set(instances.map((one, at) => (at === index ? { ...one, item: below } : one)))
              }
            />
            {isOneOfMany && (
              <button type="button" class="small" onClick={() => remove(index)}>
                Remove {title}
              </button>
            )}
          </section>
        );
      })}
      {item.repeats && (
        <button type="button" class="small" onClick={add}>
          Add another: {text}
        </button>
      )}
    </div>
  );
}

interface HeadingProps {
  readonly level: number;
  readonly id: string;
  readonly children: preact.ComponentChildren;
}

function Heading({ level, id, children }: HeadingProps) {
  const Tag = `h${Math.min(level, 6)}` as 'h3';
  return <Tag id={id}>{children}</Tag>;
}
