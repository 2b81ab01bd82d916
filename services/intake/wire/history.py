"""What callers see of what was said and done on a request."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, Field

from services.intake.domain.model import Entry, Message, Visibility
from services.intake.usecases import Conversation
from shared.kernel.ids import MessageId, PersonId, UnitCode
from shared.kernel.sharing import CONTENT, INTERNAL, OPERATIONAL, View


class MessageView(View):
    """One message on a request."""

    id: Annotated[MessageId, OPERATIONAL]
    author: Annotated[PersonId, INTERNAL]
    unit: Annotated[UnitCode, OPERATIONAL]
    text: Annotated[str, CONTENT]
    visibility: Annotated[Visibility, OPERATIONAL] = Field(description="`internal` is never shown to who brought it.")
    asks: Annotated[bool, OPERATIONAL]
    final: Annotated[bool, OPERATIONAL]
    answers: Annotated[MessageId | None, OPERATIONAL] = Field(description="The question that this answers.")
    on_behalf: Annotated[bool, OPERATIONAL] = Field(
        description="Whether somebody of the desk wrote down what the requester said."
    )
    at: Annotated[AwareDatetime, OPERATIONAL]

    @classmethod
    def of(cls, message: Message) -> Self:
        """The message as participants see it."""
        return cls(
            id=message.id,
            author=message.author,
            unit=message.unit,
            text=message.text,
            visibility=message.visibility,
            asks=message.asks,
            final=message.final,
            answers=message.answers,
            on_behalf=message.on_behalf,
            at=message.at,
        )


class MessagesView(View):
    """The messages of a request that the caller may read, oldest first."""

    items: Annotated[list[MessageView], CONTENT]
    read_up_to: Annotated[MessageId | None, OPERATIONAL] = Field(
        description="The last of them the caller has marked as read; later ones are unread."
    )

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        """The view of `conversation`."""
        return cls(
            items=[MessageView.of(message) for message in conversation.messages], read_up_to=conversation.read_up_to
        )


class EntryView(View):
    """One line of the timeline."""

    at: Annotated[datetime, OPERATIONAL]
    act: Annotated[str, OPERATIONAL]
    person: Annotated[PersonId, INTERNAL]
    unit: Annotated[UnitCode, OPERATIONAL]
    facts: Annotated[dict[str, str], OPERATIONAL]


class TimelineView(View):
    """What happened to a request, oldest first."""

    items: Annotated[list[EntryView], OPERATIONAL]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Self:
        """The list of `entries`."""
        return cls(
            items=[EntryView(at=e.at, act=e.act, person=e.person, unit=e.unit, facts=dict(e.facts)) for e in entries]
        )
