/**
 * Why something did not happen, as a screen can say it.
 *
 * Words are found by `code`. Decides nothing: both kinds come from the core.
 */
package app.doorstep.state

import app.doorstep.core.DoorstepException

/**
 * Why something did not happen: [code] is the stable key, [field] a check, row or part that
 * it is about, [reportId] names an occurrence that is our fault; both may be empty.
 */
data class Refusal(val code: String, val field: String = "", val reportId: String = "") {
    companion object {
        /** The core's own error, or what the platform threw in its place. */
        fun of(error: Throwable): Refusal = when (error) {
            is DoorstepException.Refused -> Refusal(error.code, field = error.field)
            is DoorstepException.Broken -> Refusal(error.code, reportId = error.reportId)
            else -> Refusal("app/broken", reportId = error::class.simpleName.orEmpty())
        }
    }
}
