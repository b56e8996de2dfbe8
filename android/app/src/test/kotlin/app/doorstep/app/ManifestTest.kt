package app.doorstep.app

import android.content.pm.ApplicationInfo
import android.content.pm.PackageManager
import android.content.res.XmlResourceParser
import app.doorstep.R
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.w3c.dom.Element
import org.xmlpull.v1.XmlPullParser

/** What the manifest promises, read from its text and as the framework reads it. */
@RunWith(RobolectricTestRunner::class)
class ManifestTest {
    private val folder = File(System.getProperty("doorstep.app"))
    private val manifest: Element = DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(File(folder, "src/main/AndroidManifest.xml")).documentElement

    private fun elements(name: String): List<Element> =
        manifest.getElementsByTagName(name).let { all -> (0 until all.length).map { all.item(it) as Element } }

    private val application get() = elements("application").single()

    @Test
    fun `the permissions are those of permissions_txt and no others`() {
        val golden = File(folder, "permissions.txt").readLines()
        assertEquals(golden, elements("uses-permission").map { it.getAttribute("android:name") }.sorted())
        val seen = app.packageManager.getPackageInfo(app.packageName, PackageManager.GET_PERMISSIONS)
        assertEquals(golden, assertNotNull(seen.requestedPermissions).sorted())
        assertTrue(elements("uses-permission-sdk-23").isEmpty() && elements("permission").isEmpty())
    }

    @Test
    fun `nothing of a phone goes into a backup or onto another phone`() {
        assertEquals("false", application.getAttribute("android:allowBackup"))
        assertEquals(0, app.applicationInfo.flags and ApplicationInfo.FLAG_ALLOW_BACKUP)
        assertEquals("@xml/data_extraction", application.getAttribute("android:dataExtractionRules"))
        assertEquals("@xml/backup", application.getAttribute("android:fullBackupContent"))
        val domains = setOf("root", "file", "database", "sharedpref", "external")
        val rules = excluded(app.resources.getXml(R.xml.data_extraction))
        assertEquals(mapOf("cloud-backup" to domains, "device-transfer" to domains), rules)
        assertEquals(mapOf("full-backup-content" to domains), excluded(app.resources.getXml(R.xml.backup)))
    }

    /** The domains that are left out as a whole, by the element that they stand in; an include fails. */
    private fun excluded(xml: XmlResourceParser): Map<String, Set<String>> {
        val found = mutableMapOf<String, Set<String>>()
        var within = ""
        while (xml.next() != XmlPullParser.END_DOCUMENT) {
            if (xml.eventType != XmlPullParser.START_TAG) continue
            when (xml.name) {
                "exclude" -> {
                    assertEquals(".", xml.getAttributeValue(null, "path"))
                    found[within] = found[within].orEmpty() + xml.getAttributeValue(null, "domain")
                }
                else -> assertTrue(xml.name != "include").also { within = xml.name }
            }
        }
        return found
    }

    @Test
    fun `only the window can be opened from outside`() {
        val parts = listOf("activity", "service", "receiver", "provider").flatMap(::elements)
        assertEquals(4, parts.size)
        val open = parts.filter { it.getAttribute("android:exported") != "false" }
        assertEquals(listOf(MainActivity::class.java.name), open.map { it.getAttribute("android:name") })
        for (part in parts) Class.forName(part.getAttribute("android:name"))
        assertEquals(TestApp::class.java.superclass.name, application.getAttribute("android:name"))
        assertFalse("true" == application.getAttribute("android:usesCleartextTraffic"))
    }

    @Test
    fun `the app is named in Chinese where no other language is asked for`() {
        assertEquals("到家", app.getString(R.string.app_name))
        assertEquals("zh", app.getString(R.string.language))
    }

    @Test
    @Config(qualifiers = "en")
    fun `the app is named in English where English is asked for`() {
        assertEquals("Doorstep", app.getString(R.string.app_name))
        assertEquals("en", app.getString(R.string.language))
    }

    @Test
    fun `every text of the app stands in both languages`() {
        fun names(of: String): List<String> {
            val text = File(folder, "src/main/res/$of/strings.xml").readText()
            return Regex("<string name=\"([a-z_]+)\"").findAll(text).map { it.groupValues[1] }.toList()
        }
        assertEquals(names("values"), names("values-en"))
        assertTrue(names("values").size > 8)
    }
}
