/** Copies a text; where the browser does not allow that (a page over plain http from elsewhere), it can be selected. */
import { useState } from 'preact/hooks';

export function CopyButton({ label, content }: { readonly label: string; readonly content: () => string }) {
  const [said, setSaid] = useState('');
  const [shown, setShown] = useState<string>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(content());
      setSaid('Copied');
    } catch {
      setSaid('The browser does not allow it. Here is the text to copy by hand:');
      setShown(content());
    }
  };
  return (
    <span class="copy">
      <button type="button" class="small" onClick={() => void copy()}>
        {label}
      </button>
      <span role="status">{said}</span>
      {shown !== undefined && (
        <textarea
          readOnly
          rows={6}
          aria-label={label}
          value={shown}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </span>
  );
}
