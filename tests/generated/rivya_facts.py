"""What the pages of Rivya's eighteen models say, retyped by hand; nothing here reads a spec.

A setting is a select with its options, a number with its range, a text, or an array of objects
with the keys that each must have. `request` is the page's own request where it was read, else the
smallest that the page describes. `most` lists the largest mixes of references; `files` is how many
there may be in all. `prompt` is the longest prompt in characters, None where no limit is written.
"""

from __future__ import annotations

from typing import Any, Final

_VIDEO: Final = "A cinematic product reveal with smooth camera movement"
_IMAGE: Final = "A clean editorial product image on a soft studio background"
_AUDIO: Final = "A polished audio concept for a short product story"

_PICTURES: Final = ["image/jpeg", "image/png", "image/webp"]
_NO_YES: Final = ["false", "true"]

_TEXT: Final[dict[str, Any]] = {"type": "text"}


def _select(*options: str, default: str, **more: Any) -> dict[str, Any]:
    return {"type": "select", "options": options, "default": default, **more}


def _number(low: float, high: float | None = None, **more: Any) -> dict[str, Any]:
    return {"type": "number", "min": low, "max": high, **more}


def _images(most: int) -> dict[str, Any]:
    return {"files": most, "most": [{"image": most}], "image": _PICTURES}


MODELS: Final[dict[str, dict[str, Any]]] = {
    "kling-2-6": {
        "prompt": 1000,
        "params": {
            "duration": _select("5", "10", default="5"),
            "sound": _select(*_NO_YES, default="false"),
            "aspect_ratio": _select("1:1", "16:9", "9:16", default="1:1"),
        },
        "references": _images(1),
        "request": {
            "model": "kling-2-6",
            "prompt": _VIDEO,
            "params": {"duration": "5", "sound": "false", "aspect_ratio": "1:1"},
        },
    },
    "kling-3-0": {
        "prompt": 2000,
        "params": {
            "mode": _select("std", "pro", default="pro"),
            "multi_shots": _select(*_NO_YES, default="false"),
            "duration": _select(
                *("3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"),
                default="5",
            ),
            "sound": _select(*_NO_YES, default="false"),
            "aspect_ratio": _select("16:9", "9:16", "1:1", default="16:9"),
        },
        "references": _images(2),
        "request": {
            "model": "kling-3-0",
            "prompt": _VIDEO,
            "params": {
                "mode": "pro",
                "multi_shots": "false",
                "duration": "5",
                "sound": "false",
                "aspect_ratio": "16:9",
            },
        },
    },
    "kling-v2-1-master": {
        "prompt": 5000,
        "params": {
            "duration": _select("5", "10", default="5"),
            "aspect_ratio": _select("16:9", "9:16", "1:1", default="16:9"),
            "negative_prompt": _TEXT,
            "cfg_scale": _number(0, 1, default=0.5),
        },
        "references": _images(1),
        "request": {"model": "kling-v2-1-master", "prompt": _VIDEO},
    },
    "seedance-1-5-pro": {
        "prompt": 2500,
        "params": {
            "resolution": _select("480p", "720p", "1080p", default="720p"),
            "duration": _select("4", "8", "12", default="8"),
            "generate_audio": _select(*_NO_YES, default="false"),
            "aspectRatio": _select("1:1", "4:3", "3:4", "16:9", "9:16", "21:9", default="1:1"),
            "fixed_lens": _select(*_NO_YES, default="false"),
        },
        "references": _images(2),
        "request": {"model": "seedance-1-5-pro", "prompt": _VIDEO},
    },
    "veo3-1-lite": {
        "prompt": 5000,
        "params": {
            "aspectRatio": _select("16:9", "9:16", "Auto", default="16:9"),
            "watermark": _TEXT,
            "seeds": _number(10000, 99999, step=1),
            "enableTranslation": _select("true", "false", default="true"),
        },
        "references": _images(2),
        "request": {"model": "veo3-1-lite", "prompt": _VIDEO},
    },
    "hailuo-standard": {
        "prompt": 1500,
        "params": {
            "duration": _select("6", "10", default="6"),
            "resolution": _select("512P", "768P", default="512P"),
            "prompt_optimizer": _select(*_NO_YES, default="false"),
        },
        "references": _images(2),
        "request": {
            "model": "hailuo-standard",
            "prompt": _VIDEO,
            "params": {"duration": "6", "resolution": "512P", "prompt_optimizer": "false"},
        },
    },
    "happyhorse-1-0": {
        "prompt": 5000,
        "params": {
            "resolution": _select("720p", "1080p", default="1080p"),
            "aspect_ratio": _select("16:9", "9:16", "1:1", "4:3", "3:4", default="16:9"),
            "duration": _number(3, 15, default=5),
            "audio_setting": _select("auto", "origin", default="auto"),
            "seed": _number(0, 2147483647, default=0),
        },
        "references": {
            "files": 10,
            "most": [{"image": 9}, {"image": 5, "video": 1}],
            "image": _PICTURES,
            "video": ["video/mp4", "video/quicktime"],
        },
        "request": {"model": "happyhorse-1-0", "prompt": _VIDEO},
    },
    "wan-2-6": {
        "prompt": 5000,
        "params": {
            "resolution": _select("720p", "1080p", default="720p"),
            "duration": _select("5", "10", "15", default="5"),
        },
        "references": {
            "files": 1,
            "most": [{"image": 1}, {"video": 1}],
            "image": _PICTURES,
            "video": ["video/mp4", "video/quicktime", "video/x-matroska"],
        },
        "request": {
            "model": "wan-2-6",
            "prompt": _VIDEO,
            "params": {"resolution": "720p", "duration": "5"},
        },
    },
    "grok-imagine-video": {
        "prompt": 5000,
        "params": {
            "mode": _select("fun", "normal", "spicy", default="normal"),
            "duration": _number(6, 30, step=1, default=6),
            "resolution": _select("480p", "720p", default="480p"),
            "aspect_ratio": _select("1:1", "16:9", "9:16", "2:3", "3:2", default="2:3"),
        },
        "references": _images(1),
        "request": {
            "model": "grok-imagine-video",
            "prompt": _VIDEO,
            "params": {
                "mode": "normal",
                "duration": 6,
                "resolution": "480p",
                "aspect_ratio": "2:3",
            },
        },
    },
    "z-image": {
        "prompt": 1000,
        "params": {"aspect_ratio": _select("1:1", "4:3", "3:4", "16:9", "9:16", default="1:1")},
        "request": {"model": "z-image", "prompt": _IMAGE, "params": {"aspect_ratio": "1:1"}},
    },
    "nano-banana-2": {
        "prompt": 20000,
        "params": {
            "aspect_ratio": _select(
                *("auto", "1:1", "16:9", "9:16", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5"),
                *("21:9", "4:1", "1:4", "8:1", "1:8"),
                default="auto",
            ),
            "resolution": _select("1K", "2K", "4K", default="1K"),
            "output_format": _select("jpg", "png", default="jpg"),
            "google_search": _select(*_NO_YES, default="false"),
        },
        "references": _images(14),
        "request": {
            "model": "nano-banana-2",
            "prompt": _IMAGE,
            "params": {
                "aspect_ratio": "auto",
                "resolution": "1K",
                "output_format": "jpg",
                "google_search": "false",
            },
        },
    },
    "gpt-image-1-5": {
        "prompt": None,
        "params": {
            "quality": _select("medium", "high", default="medium"),
            "aspect_ratio": _select("1:1", "2:3", "3:2", default="1:1"),
        },
        "references": _images(16),
        "request": {
            "model": "gpt-image-1-5",
            "prompt": _IMAGE,
            "params": {"quality": "medium", "aspect_ratio": "1:1"},
        },
    },
    "ideogram-v3": {
        "prompt": 5000,
        "params": {
            "rendering_speed": _select("TURBO", "BALANCED", "QUALITY", default="BALANCED"),
            "style": _select("AUTO", "GENERAL", "REALISTIC", "DESIGN", default="AUTO"),
            "expand_prompt": _select("true", "false", default="true"),
            "image_size": _select(
                *("square", "square_hd", "portrait_4_3", "portrait_16_9"),
                *("landscape_4_3", "landscape_16_9"),
                default="square_hd",
            ),
            "seed": _number(0),
            "negative_prompt": _TEXT,
        },
        "request": {
            "model": "ideogram-v3",
            "prompt": _IMAGE,
            "params": {"rendering_speed": "BALANCED", "style": "AUTO"},
        },
    },
    "4o-image": {
        "prompt": None,
        "params": {"size": _select("1:1", "3:2", "2:3", default="1:1")},
        "request": {"model": "4o-image", "prompt": _IMAGE, "params": {"size": "1:1"}},
    },
    "suno-music": {
        "prompt": 500,
        "params": {
            "model": _select("V4", "V4_5", "V4_5PLUS", "V4_5ALL", "V5", "V5_5", default="V4_5"),
            "instrumental": _select(*_NO_YES, default="false"),
        },
        "request": {
            "model": "suno-music",
            "prompt": _AUDIO,
            "params": {"model": "V4_5", "instrumental": "false"},
        },
    },
    "elevenlabs-turbo-2-5": {
        "prompt": 5000,
        "params": {
            "voice": _select(
                *("TX3LPaxmHKxFdv7VOQHJ", "cgSgspJ2msm6clMCkdW9", "pNInz6obpgDQGcFmaJgB"),
                *("BIvP0GN1cAtSRTxNHnWS", "aMSt68OGf4xUZAnLpTU8"),
                default="TX3LPaxmHKxFdv7VOQHJ",
                required=True,
            ),
            "stability": _number(0, 1, step=0.05, default=0.5),
            "similarity_boost": _number(0, 1, step=0.05, default=0.75),
            "style": _number(0, 1, step=0.05, default=0),
            "speed": _number(0.7, 1.2, step=0.05, default=1),
            "timestamps": _select(*_NO_YES, default="false"),
            "previous_text": _TEXT,
            "next_text": _TEXT,
            "language_code": _TEXT,
        },
        "request": {
            "model": "elevenlabs-turbo-2-5",
            "prompt": _AUDIO,
            "params": {
                "voice": "TX3LPaxmHKxFdv7VOQHJ",
                "stability": 0.5,
                "similarity_boost": 0.75,
                "style": 0,
                "speed": 1,
                "timestamps": "false",
                "previous_text": "Optional context before this line",
                "next_text": "Optional context after this line",
                "language_code": "Optional locale code like en or zh",
            },
        },
    },
    "elevenlabs-dialogue-v3": {
        "prompt": 5000,
        "prompt_optional": True,
        "params": {
            "default_voice": _select(
                *("Adam", "Alice", "Bill", "Brian", "Callum", "Charlie", "Chris", "Daniel"),
                *("Eric", "George", "Harry", "Jessica", "Laura", "Liam", "Lily", "Matilda"),
                *("River", "Roger", "Sarah", "Will"),
                default="Adam",
            ),
            "stability": _select("0", "0.5", "1", default="0.5"),
            "language_code": _TEXT,
            "dialogue": {"type": "array", "of": ["voice", "text"], "required": True},
        },
        "request": {
            "model": "elevenlabs-dialogue-v3",
            "prompt": _AUDIO,
            "params": {
                "default_voice": "Adam",
                "stability": "0.5",
                "dialogue": [
                    {"voice": "Adam", "text": "Welcome to the product walkthrough."},
                    {"voice": "Alice", "text": "Here is the short version for developers."},
                ],
            },
        },
    },
    "elevenlabs-sound-effect-v2": {
        "prompt": 5000,
        "params": {
            "loop": _select(*_NO_YES, default="false"),
            "duration_seconds": _number(0.5, 22, step=0.5, default=3),
            "prompt_influence": _number(0, 1, step=0.05, default=0.3),
            "output_format": _select(
                *("mp3_22050_32", "mp3_44100_32", "mp3_44100_64", "mp3_44100_96"),
                *("mp3_44100_128", "mp3_44100_192", "pcm_8000", "pcm_16000", "pcm_22050"),
                *("pcm_24000", "pcm_44100", "pcm_48000", "ulaw_8000", "alaw_8000"),
                *("opus_48000_32", "opus_48000_64", "opus_48000_96", "opus_48000_128"),
                "opus_48000_192",
                default="mp3_44100_128",
            ),
        },
        "request": {
            "model": "elevenlabs-sound-effect-v2",
            "prompt": _AUDIO,
            "params": {
                "loop": "false",
                "duration_seconds": 3,
                "prompt_influence": 0.3,
                "output_format": "mp3_44100_128",
            },
        },
    },
}
