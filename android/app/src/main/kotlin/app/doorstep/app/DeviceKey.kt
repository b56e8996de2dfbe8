/**
 * The installation's key in the phone's key store: made there, used there, never read.
 *
 * P-256 for signatures over SHA-256 and for nothing else. It asks for no finger and no
 * unlocked screen, because work is sent while the phone lies in a pocket; whoever holds an
 * unlocked phone can sign with it, and the office revokes a lost one.
 *
 * A key that cannot be read now is not an absent key: where one was made before, no second
 * one is made in its place. Leaves to [KeyHome]: what happens on a phone without a key store.
 */
package app.doorstep.app

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyProperties
import app.doorstep.core.KeyVault
import app.doorstep.core.VaultException
import java.io.File
import java.security.GeneralSecurityException
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec

/** The key of this installation; [made] is the file that says that there was one. */
class DeviceKey(private val made: File) : KeyVault {
    override fun publicPoint(): ByteArray = asked {
        val store = open()
        if (!store.containsAlias(ALIAS)) make()
        val public = open().getCertificate(ALIAS)?.publicKey as? ECPublicKey ?: throw unreadable("no public half")
        made.absoluteFile.parentFile?.mkdirs()
        made.createNewFile()
        sec1(public)
    }

    override fun signDer(bytes: ByteArray): ByteArray = asked {
        val private = open().getKey(ALIAS, null) as? PrivateKey ?: throw unreadable("no private half")
        Signature.getInstance("SHA256withECDSA").run {
            initSign(private)
            update(bytes)
            sign()
        }
    }

    /** Whether the private half lies in hardware that does not give it out; asked, not assumed. */
    fun isInHardware(): Boolean = try {
        val private = open().getKey(ALIAS, null)
        val facts = KeyFactory.getInstance(private.algorithm, STORE).getKeySpec(private, KeyInfo::class.java)
        // The newer question needs API 31; this one is answered from 23 on.
        @Suppress("DEPRECATION")
        facts.isInsideSecureHardware
    } catch (_: GeneralSecurityException) {
        false
    } catch (_: ProviderException) {
        false
    }

    private fun open(): KeyStore = KeyStore.getInstance(STORE).apply { load(null) }

    private fun make() {
        if (made.exists()) throw unreadable("the key was here before and is gone")
        KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, STORE).run {
            initialize(
                KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_SIGN)
                    .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
                    .setDigests(KeyProperties.DIGEST_SHA256)
                    .build(),
            )
            generateKeyPair()
        }
    }

    private fun <T> asked(ask: () -> T): T = try {
        ask()
    } catch (refused: GeneralSecurityException) {
        throw unreadable(refused.message ?: refused::class.java.simpleName)
    } catch (broken: ProviderException) {
        throw unreadable(broken.message ?: broken::class.java.simpleName)
    }

    private fun unreadable(reason: String) = VaultException.Unreadable(reason)

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val ALIAS = "doorstep-installation"
    }
}

/** The long form of a P-256 point: 4, x, y; 32 bytes each, however the numbers are written. */
internal fun sec1(key: ECPublicKey): ByteArray =
    byteArrayOf(4) + whole(key.w.affineX.toByteArray()) + whole(key.w.affineY.toByteArray())

private fun whole(bytes: ByteArray): ByteArray =
    ByteArray((COORDINATE - bytes.size).coerceAtLeast(0)) + bytes.takeLast(COORDINATE)

private const val COORDINATE = 32
