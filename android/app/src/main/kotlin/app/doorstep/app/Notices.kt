/**
 * The few things the phone says while its screen is locked.
 *
 * A notice is one of a fixed list and has no place for a value: no name, address, number or
 * note of a customer can stand on a locked screen. Who wants to know more opens the app.
 */
package app.doorstep.app

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import app.doorstep.R

/** What may be said. */
enum class Notice(internal val id: Int, internal val title: Int, internal val text: Int) {
    /** Today's list is another one now. */
    NEW_WORK(1, R.string.notice_new_work, R.string.notice_open_app),

    /** The phone was charged for a while and the office still lacks something. */
    NOT_SENT(2, R.string.notice_not_sent, R.string.notice_open_app),
}

/** Shows notices and takes them away. */
class Notices(private val context: Context) {
    private val notices: NotificationManager? = context.getSystemService(NotificationManager::class.java)

    /** Shows it; nothing happens where the person allows no notices. */
    fun show(notice: Notice) {
        val name = context.getString(R.string.notice_channel)
        val channel = NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_DEFAULT)
        notices?.createNotificationChannel(channel)
        notices?.notify(notice.id, drawn(notice))
    }

    /** Takes it away; nothing happens where it is not shown. */
    fun take(notice: Notice) {
        notices?.cancel(notice.id)
    }

    private fun drawn(notice: Notice): Notification =
        Notification.Builder(context, CHANNEL)
            .setSmallIcon(R.drawable.notice)
            .setContentTitle(context.getString(notice.title))
            .setContentText(context.getString(notice.text))
            .setContentIntent(opensApp())
            .setAutoCancel(true)
            .setVisibility(Notification.VISIBILITY_PUBLIC)
            .build()

    private fun opensApp(): PendingIntent =
        PendingIntent.getActivity(context, 0, Intent(context, MainActivity::class.java), PendingIntent.FLAG_IMMUTABLE)

    private companion object {
        const val CHANNEL = "work"
    }
}
