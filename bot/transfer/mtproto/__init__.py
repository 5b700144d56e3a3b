"""Large files by MTProto: one lazy client, several connections, parts in flight, and everything that can go wrong.

lifecycle   the client, started when needed, shared, replaced when spoilt;  login  by the kept session, else anew.
            Both are light to import: the library comes in later
account     the login, asking;  client  what is done with it: delivers;  posting  a message, over several clients
session     one connection, from its opening to its loss;  packets  what travels on it
upload      a file's parts on their way;  source  the file, complete or still arriving
window      how many parts at once;  lanes  on which connections
calls       the pace, the repeats and the breaker of everything that is no part;  errors, faults  what goes wrong
convert     our values as Telegram's objects
"""

from bot.transfer.mtproto.lifecycle import Ahead, Mtproto, MtprotoState, Phase

__all__ = ("Ahead", "Mtproto", "MtprotoState", "Phase")
