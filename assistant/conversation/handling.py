"""Every event of people's handling, in one union."""

from assistant.conversation.approvals import (
    ApprovalDecided,
    ApprovalRequested,
    ReplySuggested,
    SuggestionDecided,
)
from assistant.conversation.conversation_ownership_events import (
    AbsenceAnnounced,
    ContactAddressGiven,
    ConversationAssigned,
    ConversationClaimed,
    ConversationErased,
    ConversationMerged,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    HandoffOffered,
    HandoffRequested,
    LabelsChanged,
    NoteWritten,
    RepliesMailed,
    SatisfactionRated,
)

OwnershipEvent = (
    HandoffRequested
    | HandoffOffered
    | ConversationAssigned
    | ConversationClaimed
    | ConversationReleased
    | ConversationSnoozed
    | ConversationResolved
    | ConversationReopened
    | ConversationMerged
    | ConversationErased
    | ContactAddressGiven
    | AbsenceAnnounced
    | RepliesMailed
    | NoteWritten
    | LabelsChanged
    | SatisfactionRated
    | ReplySuggested
    | SuggestionDecided
    | ApprovalRequested
    | ApprovalDecided
)
"""Events of people's handling, which `Ownership` is a fold of beside messages and replies."""
