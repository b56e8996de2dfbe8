/**
 * Robolectric has no AndroidKeyStore. This one keeps P-256 keys in memory, so that the code
 * that calls a key store runs; it proves nothing about a phone's own.
 */
package app.doorstep.app

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyFactorySpi
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyPairGeneratorSpi
import java.security.KeyStoreSpi
import java.security.PrivateKey
import java.security.Provider
import java.security.ProviderException
import java.security.PublicKey
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.security.spec.ECGenParameterSpec
import java.security.spec.KeySpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import org.robolectric.util.ReflectionHelpers

/** What lies in the store, and how it behaves. */
object StandInKeyStore {
    /** The keys by alias. */
    val keys = mutableMapOf<String, KeyPair>()

    /** What was asked of each key that was made. */
    val made = mutableListOf<KeyGenParameterSpec>()

    /** Fails instead of making a key. */
    var refusesToMake = false

    /** Fails at everything, as a store does that is locked or broken. */
    var isBroken = false

    /** What it says of its hardware. */
    var isHardware = true

    /** An empty store that works, in place of any before it. */
    fun install() {
        keys.clear()
        made.clear()
        refusesToMake = false
        isBroken = false
        isHardware = true
        Security.removeProvider(NAME)
        Security.addProvider(Store())
    }

    private const val NAME = "AndroidKeyStore"

    private class Store : Provider(NAME, "1", "a stand-in") {
        init {
            put("KeyStore.$NAME", Keys::class.java.name)
            put("KeyPairGenerator.EC", Maker::class.java.name)
            put("KeyFactory.EC", Facts::class.java.name)
        }
    }

    /** Makes keys. */
    class Maker : KeyPairGeneratorSpi() {
        private val real = KeyPairGenerator.getInstance("EC")
        private var asked: KeyGenParameterSpec? = null

        override fun initialize(size: Int, random: SecureRandom?) = throw ProviderException("no spec")

        override fun initialize(spec: AlgorithmParameterSpec, random: SecureRandom?) {
            asked = spec as KeyGenParameterSpec
            real.initialize(spec.algorithmParameterSpec as ECGenParameterSpec)
        }

        override fun generateKeyPair(): KeyPair {
            if (refusesToMake) throw ProviderException("no such keys here")
            val spec = checkNotNull(asked)
            made += spec
            return real.generateKeyPair().also { keys[spec.keystoreAlias] = it }
        }
    }

    /** Says where a key lives. */
    class Facts : KeyFactorySpi() {
        override fun <T : KeySpec> engineGetKeySpec(key: Key, kind: Class<T>): T =
            kind.cast(ReflectionHelpers.newInstance(KeyInfo::class.java).also {
                ReflectionHelpers.setField(it, "mInsideSecureHardware", isHardware)
            })

        override fun engineGeneratePublic(spec: KeySpec): PublicKey = throw ProviderException()
        override fun engineGeneratePrivate(spec: KeySpec): PrivateKey = throw ProviderException()
        override fun engineTranslateKey(key: Key): Key = throw ProviderException()
    }

    /** Gives keys out by alias. */
    class Keys : KeyStoreSpi() {
        private fun kept(alias: String): KeyPair? = if (isBroken) throw ProviderException("locked") else keys[alias]

        override fun engineGetKey(alias: String, password: CharArray?): Key? = kept(alias)?.private
        override fun engineGetCertificate(alias: String): Certificate? = kept(alias)?.let { Shown(it.public) }
        override fun engineContainsAlias(alias: String): Boolean = kept(alias) != null
        override fun engineIsKeyEntry(alias: String): Boolean = kept(alias) != null
        override fun engineLoad(from: InputStream?, password: CharArray?) = Unit
        override fun engineAliases(): Enumeration<String> = Collections.enumeration(keys.keys)
        override fun engineSize(): Int = keys.size
        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null
        override fun engineGetCreationDate(alias: String): Date = Date(0)
        override fun engineIsCertificateEntry(alias: String): Boolean = false
        override fun engineGetCertificateAlias(certificate: Certificate): String? = null
        override fun engineDeleteEntry(alias: String) = throw ProviderException("never asked")
        override fun engineSetKeyEntry(a: String, k: Key, p: CharArray?, c: Array<out Certificate>?) =
            throw ProviderException("never asked")
        override fun engineSetKeyEntry(a: String, k: ByteArray, c: Array<out Certificate>?) =
            throw ProviderException("never asked")
        override fun engineSetCertificateEntry(a: String, c: Certificate) = throw ProviderException("never asked")
        override fun engineStore(to: OutputStream?, password: CharArray?) = Unit
    }

    private class Shown(private val key: PublicKey) : Certificate("X.509") {
        override fun getPublicKey(): PublicKey = key
        override fun getEncoded(): ByteArray = key.encoded
        override fun verify(key: PublicKey?) = Unit
        override fun verify(key: PublicKey?, provider: String?) = Unit
        override fun toString(): String = "shown"
    }
}
