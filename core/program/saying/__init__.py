"""What each part of a program document says, in one plain sentence a piece."""
