"""What the system says in English when it refuses a file, in words everybody in an office knows."""

from __future__ import annotations

import errno
from collections.abc import Mapping

REASONS: Mapping[int | None, str] = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.EISDIR: "它是一个文件夹,不是文件",
    errno.ENOTDIR: "路径里有一段是文件,不是文件夹",
    errno.EACCES: "没有权限,或文件正被占用",
    errno.EPERM: "没有权限",
    errno.EBUSY: "文件正被占用",
    errno.ETXTBSY: "文件正被占用",
    errno.EROFS: "这个位置只能读,不能写",
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "超过了允许的文件大小",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EINVAL: "名称里有不允许的字符",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.EMFILE: "打开的文件太多",
    errno.EPIPE: "读取结果的程序已关闭",
    errno.ELOOP: "链接互相指向,找不到文件",
    errno.EXDEV: "不能跨磁盘移动",
    errno.EIO: "磁盘或网络读写出错",
}

_ELSEWHERE = "或用 -o 换一个位置"
_CLOSE = f"如果它正在 Excel、WPS 或 Word 中打开，请先关闭；再核对文件夹是否允许写入，{_ELSEWHERE}"
_ROOM = f"腾出磁盘空间后再运行，{_ELSEWHERE}"
_REMEDIES: Mapping[int | None, str] = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY), _CLOSE),
    **dict.fromkeys((errno.ENOSPC, errno.EFBIG), _ROOM),
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR), f"核对路径，{_ELSEWHERE}"),
    errno.EISDIR: "写明文件名，例：-o 汇总.xlsx",
    errno.ENAMETOOLONG: "用 -o 换一个短一些的文件名或位置",
    errno.EINVAL: "用 -o 换一个文件名，只用文字、数字和 - _ ( )",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese where it is one of the usual reasons."""
    return REASONS.get(error.errno) or error.strerror or str(error)


def is_full(error: OSError) -> bool:
    """Whether there was no room left."""
    return error.errno in (errno.ENOSPC, errno.EFBIG)


def remedy(error: OSError) -> str:
    """What to do where an output could not be written."""
    return _REMEDIES.get(error.errno) or f"核对磁盘和网络，{_ELSEWHERE}"
