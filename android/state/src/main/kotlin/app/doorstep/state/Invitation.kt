/**
 * An invitation as the office gives it, in a link that the phone's own camera reads from a code:
 * `doorstep://enrol?office=https%3A%2F%2Fcentre.example&token=…`.
 *
 * Only taken apart here; nothing is sent before a person presses, so a link that somebody
 * else sent registers no phone by itself. Whether the token is good is the office's to say.
 */
package app.doorstep.state

import java.net.URI
import java.net.URISyntaxException
import java.net.URLDecoder

/** Where the office listens, and the single-use code. */
data class Invitation(val office: String, val token: String) {
    companion object {
        /** The invitation in this [link]; none where it is not one. */
        fun of(link: String): Invitation? {
            val parts = try {
                URI(link)
            } catch (_: URISyntaxException) {
                return null
            }
            if (parts.scheme != "doorstep" || parts.host != "enrol") return null
            val said = parts.rawQuery.orEmpty().split('&').associate { it.substringBefore('=') to it.substringAfter('=', "") }
            val (office, token) = plain(said["office"]) to plain(said["token"])
            return if (office.isEmpty() || token.isEmpty()) null else Invitation(office, token)
        }

        /** Percent signs undone; a plus stays one. Empty where they are broken. */
        private fun plain(raw: String?): String = try {
            URLDecoder.decode(raw.orEmpty().replace("+", "%2B"), "UTF-8")
        } catch (_: IllegalArgumentException) {
            ""
        }
    }
}
