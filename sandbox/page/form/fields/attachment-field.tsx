/** Documents: those the chart has, and files of one's own. */
import { useRef, useState } from 'preact/hooks';
import { maxSizeOf } from '../model/extensions.js';
import { attachmentInWords, sizeInWords } from '../model/words.js';
import { ariaOf, type FieldAnswer, type FieldProps } from './field.js';

export function AttachmentField(props: FieldProps) {
  const { item, id, answers, set } = props;
  const file = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState('');
  const take = async (files: readonly File[]) => {
    setTrouble('');
    try {
      const read = await Promise.all(files.map(attached));
      const own = read.map((valueAttachment): FieldAnswer => ({ valueAttachment }));
      set(item.repeats ? [...answers, ...own] : own.slice(0, 1));
    } catch {
      setTrouble('This file could not be read.');
    }
    // The same file can be chosen again.
    if (file.current) file.current.value = '';
  };
  const most = maxSizeOf(item);
  return (
    <div class="attachments">
      {answers.length > 0 && (
        <ul>
          {answers.map((answer, index) => {
            const name = attachmentInWords(answer.valueAttachment ?? {});
            return (
              <li key={index}>
                {name}{' '}
                <button
                  type="button"
                  class="small"
                  onClick={() => {
                    // The button goes with the document.
                    file.current?.focus();
                    set(answers.filter((_, place) => place !== index));
                  }}
                >
                  Remove<span class="unseen"> {name}</span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <input
        ref={file}
        id={id}
        type="file"
        multiple={item.repeats === true}
        {...ariaOf(props)}
        aria-required={undefined}
        onChange={({ currentTarget }) => void take([...(currentTarget.files ?? [])])}
      />
      {most !== undefined && <p class="quiet">At most {sizeInWords(most)} each.</p>}
      {trouble !== '' && <p role="alert">{trouble}</p>}
    </div>
  );
}

async function attached(file: File) {
  const data = await base64Of(file);
  return { contentType: file.type || 'application/octet-stream', data, size: file.size, title: file.name };
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    };
    reader.onerror = () => reject(new Error('unreadable'));
    reader.readAsDataURL(file);
  });
}
