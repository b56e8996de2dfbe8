/**
 * The pictures that the camera's app writes for us, until the core has taken them over.
 *
 * Names are made here and say nothing. A picture that nobody took over is deleted after a
 * day; the core's own copies lie elsewhere and are none of this folder's business.
 */
package app.doorstep.app

import android.content.Context
import java.io.File
import java.util.UUID

/** The pictures in [folder]. */
class CameraFolder(private val folder: File) {
    /** A place for one picture; nothing lies there yet. */
    fun place(): File {
        folder.mkdirs()
        return File(folder, "${UUID.randomUUID()}.jpg")
    }

    /** The picture of this [name]; none where the name is not one that was made here. */
    fun named(name: String): File? = if (NAME.matches(name)) File(folder, name) else null

    /** Deletes what is older than a day [now], in milliseconds since 1970. */
    fun sweep(now: Long) {
        folder.listFiles().orEmpty().filter { now - it.lastModified() > A_DAY }.forEach(File::delete)
    }

    companion object {
        /** The folder of this app. */
        fun of(context: Context): CameraFolder = CameraFolder(File(context.filesDir, "camera"))

        private val NAME = Regex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.jpg")
        private const val A_DAY = 24 * 60 * 60_000L
    }
}
