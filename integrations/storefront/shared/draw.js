/**
 * h() describes a node: h('p.soft', {attributes}?, ...children).
 * draw() brings a parent's children to their description. Nodes that stay are kept (matched by tag
 * and id), so focus, scroll position and open disclosures survive every update. Text is only ever
 * set as text: nothing an API answers is parsed as HTML.
 */
export function h(what, props, ...kids) {
  if (props?.constructor !== Object || props.kids) {
    kids.unshift(props);
    props = {};
  }
  const [tag, ...looks] = what.split('.');
  return { tag, props: looks[0] ? { class: looks.join(' '), ...props } : props, kids };
}

function make(tag) {
  if (!tag) return document.createTextNode('');
  return /svg|path/.test(tag)
    ? document.createElementNS('http://www.w3.org/2000/svg', tag)
    : document.createElement(tag);
}

/** Removes the siblings from `node` up to `end`, and returns `end`. */
function drop(node, end) {
  while (node !== end) {
    const next = node.nextSibling;
    node.remove();
    node = next;
  }
  return end;
}

export function draw(parent, kids) {
  let at = parent.firstChild;
  for (const kid of kids.flat(9)) {
    if (!kid) continue;
    const { tag, props } = kid;
    const id = tag && tag + props.id;
    let node = at;
    while (node && node.$id !== id) node = node.nextSibling;
    if (node) drop(at, node);
    else {
      node = parent.insertBefore(make(tag), at);
      node.$id = id;
    }
    at = node.nextSibling;
    if (!tag) {
      if (node.data !== kid) node.data = kid;
      continue;
    }
    const old = node.$props || {};
    for (const name in { ...old, ...props }) {
      const value = props[name];
      if (value === old[name]) continue;
      // Properties where attributes would not do: a shop's content policy may forbid inline styles.
      if (/^on|^value$/.test(name)) node[name] = value;
      else if (name === 'width') node.style.width = value;
      else if (value == null || value === false) node.removeAttribute(name);
      else node.setAttribute(name, value);
    }
    node.$props = props;
    draw(node, kid.kids);
  }
  drop(at, null);
}
