"""The methods the server knows (https://core.telegram.org/methods)."""

import time
from collections.abc import Callable
from typing import Any

from pyrogram import raw
from pyrogram.raw.core import Bool, TLObject, Vector

from tests.servers.mtproto.envelope import AuthKey
from tests.servers.mtproto.keys import Address
from tests.servers.mtproto.messages import Part, Query
from tests.servers.mtproto.uploads import Refused
from tests.servers.mtproto.world import BOT_ID, CHANNEL, World, bot, chat_of, user

f = raw.functions
Reply = TLObject | bytes

WRAPPERS = (f.InvokeWithLayer, f.InitConnection, f.InvokeWithoutUpdates, f.InvokeAfterMsg)
BEFORE_LOGIN = (
    f.help.GetConfig,
    f.auth.ImportBotAuthorization,
    f.auth.ImportAuthorization,
    Part,
)


def unwrap(query: Query) -> Query:
    while isinstance(query, WRAPPERS):
        query = query.query
    return query if isinstance(query, Part) else Part.of(query)


def name(query: Query) -> str:
    """As Telegram's documentation and the library's errors call it: upload.SaveBigFilePart."""
    return query.method if isinstance(query, Part) else query.QUALNAME.removeprefix("functions.")


class Rpc:
    def __init__(self, world: World, address: Address) -> None:
        self._world = world
        self._address = address
        self._methods: dict[type, Callable[[Any, AuthKey], Reply]] = {
            f.help.GetConfig: self._config,
            f.auth.ImportBotAuthorization: self._login,
            f.auth.ExportAuthorization: self._export,
            f.auth.ImportAuthorization: self._import,
            f.auth.LogOut: self._log_out,
            f.updates.GetState: self._state,
            f.users.GetUsers: self._users,
            f.users.GetFullUser: self._full_user,
            f.channels.GetChannels: self._channels,
            f.messages.GetChats: self._chats,
            f.messages.SetTyping: self._typing,
            f.messages.UploadMedia: self._upload_media,
            f.messages.SendMedia: self._send_media,
            f.messages.DeleteMessages: self._delete,
            f.channels.DeleteMessages: self._delete,
            Part: self._part,
        }

    def answer(self, query: Query, auth: AuthKey) -> Reply:
        """The method's effect and answer; Refused for an error."""
        method = self._methods.get(type(query))
        if method is None:
            raise Refused(400, "INPUT_METHOD_INVALID")
        if auth.user_id is None and not isinstance(query, BEFORE_LOGIN):
            raise Refused(401, "AUTH_KEY_UNREGISTERED")
        return method(query, auth)

    def _config(self, query: Any, auth: AuthKey) -> Reply:
        host, port = self._address.host, self._address.port
        numbers = dict.fromkeys(
            (item for item in raw.types.Config.__slots__ if item.endswith(("_ms", "_max", "_limit"))), 1000
        )
        return raw.types.Config(
            date=int(time.time()),
            expires=int(time.time()) + 3600,
            test_mode=False,
            this_dc=2,
            dc_options=[raw.types.DcOption(id=dc, ip_address=host, port=port) for dc in range(1, 6)],
            dc_txt_domain_name="",
            me_url_prefix="https://t.me/",
            rating_e_decay=1,
            channels_read_media_period=1,
            webfile_dc_id=4,
            **numbers,
        )

    def _login(self, query: Any, auth: AuthKey) -> Reply:
        if self._world.token not in (None, query.bot_auth_token):
            raise Refused(400, "ACCESS_TOKEN_INVALID")
        auth.user_id = BOT_ID
        return raw.types.auth.Authorization(user=bot())

    def _export(self, query: Any, auth: AuthKey) -> Reply:
        return raw.types.auth.ExportedAuthorization(id=BOT_ID, bytes=b"exported")

    def _import(self, query: Any, auth: AuthKey) -> Reply:
        if query.bytes != b"exported":
            raise Refused(400, "AUTH_BYTES_INVALID")
        auth.user_id = query.id
        return raw.types.auth.Authorization(user=bot())

    def _log_out(self, query: Any, auth: AuthKey) -> Reply:
        auth.user_id = None
        return raw.types.auth.LoggedOut()

    def _state(self, query: Any, auth: AuthKey) -> Reply:
        return raw.types.updates.State(pts=1, qts=0, date=int(time.time()), seq=1, unread_count=0)

    def _users(self, query: Any, auth: AuthKey) -> Reply:
        ids = [BOT_ID if isinstance(item, raw.types.InputUserSelf) else item.user_id for item in query.id]
        known = [item for item in ids if item not in self._world.unknown]
        return Vector([bot() if item == BOT_ID else user(item) for item in known])

    def _full_user(self, query: Any, auth: AuthKey) -> Reply:
        full = raw.types.UserFull(
            id=BOT_ID,
            settings=raw.types.PeerSettings(),
            notify_settings=raw.types.PeerNotifySettings(),
            common_chats_count=0,
        )
        return raw.types.users.UserFull(full_user=full, chats=[], users=[bot()])

    def _channels(self, query: Any, auth: AuthKey) -> Reply:
        return self._chat_list([CHANNEL - item.channel_id for item in query.id], "CHANNEL_INVALID")

    def _chats(self, query: Any, auth: AuthKey) -> Reply:
        return self._chat_list([-item for item in query.id], "CHAT_ID_INVALID")

    def _chat_list(self, ids: list[int], error: str) -> Reply:
        if self._world.unknown.intersection(ids):
            raise Refused(400, error)
        return raw.types.messages.Chats(chats=[self._world.chat(item) for item in ids])

    def _writable(self, peer: Any) -> None:
        refusal = self._world.refusals.get(chat_of(peer))
        if refusal is not None:
            raise Refused(*refusal)

    def _typing(self, query: Any, auth: AuthKey) -> Reply:
        self._writable(query.peer)
        return Bool(True)

    def _upload_media(self, query: Any, auth: AuthKey) -> Reply:
        return self._world.store(query.media).raw()

    def _send_media(self, query: Any, auth: AuthKey) -> Reply:
        self._writable(query.peer)
        return self._world.post(query)

    def _delete(self, query: Any, auth: AuthKey) -> Reply:
        self._world.deleted.extend(query.id)
        return raw.types.messages.AffectedMessages(pts=1, pts_count=len(query.id))

    def _part(self, query: Part, auth: AuthKey) -> Reply:
        self._world.part(query)
        return Bool(True)
