"""What a browser sends of a passkey (WebAuthn Level 3, `PublicKeyCredential.toJSON()`), bounded."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

Base64Url = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[A-Za-z0-9_-]*={0,2}$")]
Transport = Annotated[str, StringConstraints(max_length=30)]


class CreatedIn(BaseModel):
    clientDataJSON: Base64Url  # noqa: N815  the standard's names
    attestationObject: Base64Url  # noqa: N815
    transports: list[Transport] = Field([], max_length=10)


class SignedIn(BaseModel):
    clientDataJSON: Base64Url  # noqa: N815
    authenticatorData: Base64Url  # noqa: N815
    signature: Base64Url
    userHandle: Base64Url | None = None  # noqa: N815


class NewCredentialIn(BaseModel):
    """The answer to `navigator.credentials.create`."""

    id: Base64Url
    rawId: Base64Url  # noqa: N815
    type: Literal["public-key"]
    response: CreatedIn


class UsedCredentialIn(BaseModel):
    """The answer to `navigator.credentials.get`."""

    id: Base64Url
    rawId: Base64Url  # noqa: N815
    type: Literal["public-key"]
    response: SignedIn
