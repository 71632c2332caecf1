// What the citation engine printed, as nodes for places where React does not draw: a few tags, everything else as text.
const PLAIN = new Set(['I', 'EM', 'B', 'SUP', 'SUB']);

export function formattedNodes(html: string): Node[] {
  return nodesOf(new DOMParser().parseFromString(html, 'text/html').body);
}

function nodesOf(parent: Node): Node[] {
  return [...parent.childNodes].flatMap((node): Node[] => {
    if (!(node instanceof Element)) return [document.createTextNode(node.textContent ?? '')];
    if (!PLAIN.has(node.tagName)) return nodesOf(node);
    const element = document.createElement(node.tagName);
    element.append(...nodesOf(node));
    return [element];
  });
}
