// Every word the editor shows comes from Django's catalogue with the page; what it misses stays English and is remembered for a test.

export function makeWords(told) {
  const missing = new Set();
  const translate = (template, replacements = {}) => {
    if (!(template in told)) missing.add(template);
    return (told[template] ?? template).replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
  };
  translate.missing = missing;
  return translate;
}

// The simulation has words of its own in its markup, and asks nobody for others.
export function translateMarkup(root, translate) {
  const known = (text) => text.length > 1 && text.length < 120 && !/^[\d×x.\s]+$/.test(text);
  const change = (node) => {
    const text = node.nodeValue.trim();
    const told = known(text) ? translate(text) : text;
    if (told !== text) node.nodeValue = node.nodeValue.replace(text, told);
  };
  const walk = (element) => {
    const inside = element.closest?.("[class*='bts-']") ? [element] : [];
    for (const one of [...inside, ...element.querySelectorAll("[class*='bts-'], [class*='bts-'] *")]) {
      if (one.title) one.title = translate(one.title);
      for (const node of one.childNodes) if (node.nodeType === Node.TEXT_NODE) change(node);
    }
  };
  walk(root);
  const watch = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) walk(node);
    }
  });
  watch.observe(root, { childList: true, subtree: true });
}
