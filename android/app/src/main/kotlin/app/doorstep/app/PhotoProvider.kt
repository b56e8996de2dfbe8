/**
 * Lends the camera's app one place to write one picture to, and nothing else of ours.
 *
 * Not exported: only who was given a grant for one address may open it, and only names that
 * [CameraFolder] makes have an address. No lists, no folders, no other files.
 */
package app.doorstep.app

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import java.io.File
import java.io.FileNotFoundException

/** The provider of `content://PACKAGE.photos/NAME.jpg`. */
class PhotoProvider : ContentProvider() {
    override fun onCreate(): Boolean = true

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        val file = file(uri) ?: throw FileNotFoundException("not a picture of this app")
        return ParcelFileDescriptor.open(file, ParcelFileDescriptor.parseMode(mode))
    }

    override fun getType(uri: Uri): String? = file(uri)?.let { "image/jpeg" }

    override fun query(
        uri: Uri,
        projection: Array<out String>?,
        selection: String?,
        selectionArgs: Array<out String>?,
        sortOrder: String?,
    ): Cursor {
        val rows = MatrixCursor(arrayOf(OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE))
        file(uri)?.let { rows.addRow(arrayOf(it.name, it.length())) }
        return rows
    }

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun update(uri: Uri, values: ContentValues?, where: String?, selectionArgs: Array<out String>?): Int = 0

    override fun delete(uri: Uri, selection: String?, selectionArgs: Array<out String>?): Int = 0

    private fun file(uri: Uri): File? {
        val here = context ?: return null
        val name = uri.pathSegments.singleOrNull() ?: return null
        return if (uri.authority == authority(here)) CameraFolder.of(here).named(name) else null
    }

    companion object {
        /** The address of this picture. */
        fun address(context: Context, picture: File): Uri =
            Uri.Builder().scheme("content").authority(authority(context)).appendPath(picture.name).build()

        private fun authority(context: Context): String = "${context.packageName}.photos"
    }
}
