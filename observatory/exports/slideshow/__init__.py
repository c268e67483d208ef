"""A deck as a PowerPoint file: native charts and tables, notes, alternative texts, the commune's own template if any.

python-pptx, the library that most others build on. Its younger forks add makers of looks that a template already
brings; what they lack too (gaps of a scatter, decorative marks) is a few lines of XML here.
"""

from observatory.exports.slideshow.maker import pptx_bytes

__all__ = ["pptx_bytes"]
