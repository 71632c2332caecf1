"""The part of the Web Annotation vocabulary that our export uses, written down from the Recommendations.

The specification's own context (http://www.w3.org/ns/anno.jsonld) is the W3C's text and no test here may reach the
network, so this is our reading of it: the names that we write and the IRIs that sections 3 to 5 of the Web Annotation
Vocabulary (https://www.w3.org/TR/annotation-vocab/) give them. Names that are not here end up under UNKNOWN.
"""

from typing import Any

OA, RDF, DC = (
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
)
TERMS, FOAF, AS = "http://purl.org/dc/terms/", "http://xmlns.com/foaf/0.1/", "http://www.w3.org/ns/activitystreams#"
RDFS, XSD = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2001/XMLSchema#"
UNKNOWN = "urn:not-in-the-vocabulary:"


def _thing(iri: str, **more: str) -> dict[str, str]:
    return {"@id": iri, "@type": "@id"} | more


CLASSES = ("Annotation", "TextualBody", "FragmentSelector", "TextQuoteSelector", "TextPositionSelector", "SvgSelector")
MOTIVATIONS = ("highlighting", "commenting", "describing", "tagging", "classifying", "replying")
CONTEXT: dict[str, Any] = {
    "@vocab": UNKNOWN, "id": "@id", "type": "@type",
    **{name: OA + name for name in CLASSES + MOTIVATIONS},
    "CssStylesheet": f"{OA}CssStyle", "Person": f"{FOAF}Person",
    "AnnotationCollection": f"{AS}OrderedCollection", "AnnotationPage": f"{AS}OrderedCollectionPage",
    "body": _thing(f"{OA}hasBody"), "target": _thing(f"{OA}hasTarget"), "source": _thing(f"{OA}hasSource"),
    "selector": _thing(f"{OA}hasSelector"), "stylesheet": _thing(f"{OA}styledBy"), "creator": _thing(f"{TERMS}creator"),
    "conformsTo": _thing(f"{TERMS}conformsTo"), "first": _thing(f"{AS}first"), "partOf": _thing(f"{AS}partOf"),
    "items": _thing(f"{AS}items", **{"@container": "@list"}),
    "motivation": {"@id": f"{OA}motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": f"{OA}hasPurpose", "@type": "@vocab"},
    "format": f"{DC}format", "value": f"{RDF}value", "name": f"{FOAF}name", "label": f"{RDFS}label",
    "exact": f"{OA}exact", "prefix": f"{OA}prefix", "suffix": f"{OA}suffix", "styleClass": f"{OA}styleClass",
    "created": {"@id": f"{TERMS}created", "@type": f"{XSD}dateTime"},
    "modified": {"@id": f"{TERMS}modified", "@type": f"{XSD}dateTime"},
    "start": {"@id": f"{OA}start", "@type": f"{XSD}nonNegativeInteger"},
    "end": {"@id": f"{OA}end", "@type": f"{XSD}nonNegativeInteger"},
    "total": {"@id": f"{AS}totalItems", "@type": f"{XSD}nonNegativeInteger"},
    "startIndex": {"@id": f"{AS}startIndex", "@type": f"{XSD}nonNegativeInteger"},
}  # fmt: skip
