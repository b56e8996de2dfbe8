//! A P-256 key of OpenSSL's libcrypto, which Debian's Swift brings with it.
//!
//! The library is opened by name, because its headers are not there. Only for tests.

#if os(Linux)
    import DoorstepCore
    import Foundation

    /// One private key; freed when it goes.
    public final class SoftwareKey {
        private let key: OpaquePointer

        private init(_ key: OpaquePointer) {
            self.key = key
        }

        deinit {
            try? Crypto.load().freeKey(key)
        }

        /// The key of this file; made and written where there is no such file.
        public static func kept(in file: URL) throws -> SoftwareKey {
            if let der = try? Data(contentsOf: file) { return try read(der) }
            let made = try make()
            try made.der().write(to: file, options: .atomic)
            return made
        }

        /// The public half as a SEC1 point.
        public func point() throws -> Data {
            let crypto = try Crypto.load()
            var bytes: UnsafeMutablePointer<UInt8>?
            let count = crypto.point(key, &bytes)
            guard count > 0, let bytes else { throw wrong("no public half") }
            defer { crypto.free(bytes, nil, 0) }
            return Data(bytes: bytes, count: count)
        }

        /// ECDSA over the SHA-256 of these bytes, in DER.
        public func sign(_ bytes: Data) throws -> Data {
            let crypto = try Crypto.load()
            let context = crypto.newDigest()
            defer { crypto.freeDigest(context) }
            guard crypto.beginSign(context, nil, crypto.sha256(), nil, key) == 1 else {
                throw wrong("no signing")
            }
            var signature = [UInt8](repeating: 0, count: 128)
            var count = signature.count
            let said = [UInt8](bytes)
            guard crypto.sign(context, &signature, &count, said, said.count) == 1 else {
                throw wrong("not signed")
            }
            return Data(signature.prefix(count))
        }

        /// A new key.
        public static func make() throws -> SoftwareKey {
            let crypto = try Crypto.load()
            guard let context = crypto.newContext(nil, "EC", nil) else { throw wrong("no context") }
            defer { crypto.freeContext(context) }
            var key: OpaquePointer?
            guard crypto.beginKey(context) == 1, crypto.group(context, "P-256") == 1,
                crypto.makeKey(context, &key) == 1, let key
            else { throw wrong("no key was made") }
            return SoftwareKey(key)
        }

        private static func read(_ der: Data) throws -> SoftwareKey {
            let crypto = try Crypto.load()
            let key = der.withUnsafeBytes { raw in
                var at = raw.bindMemory(to: UInt8.self).baseAddress
                return crypto.readKey(nil, &at, raw.count)
            }
            guard let key else { throw wrong("the file holds no key") }
            return SoftwareKey(key)
        }

        private func der() throws -> Data {
            let crypto = try Crypto.load()
            var bytes: UnsafeMutablePointer<UInt8>?
            let count = Int(crypto.writeKey(key, &bytes))
            guard count > 0, let bytes else { throw wrong("the key is not written") }
            defer { crypto.free(bytes, nil, 0) }
            return Data(bytes: bytes, count: count)
        }
    }

    private func wrong(_ what: String) -> VaultError {
        VaultError.Unreadable(reason: what)
    }

    /// What is used of libcrypto, found by name.
    private struct Crypto {
        typealias Pointer = OpaquePointer
        typealias Bytes = UnsafeMutablePointer<UInt8>
        typealias Made = UnsafeMutablePointer<Pointer?>
        typealias Out = UnsafeMutablePointer<Bytes?>

        let newContext: @convention(c) (Pointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Pointer?
        let freeContext: @convention(c) (Pointer?) -> Void
        let beginKey: @convention(c) (Pointer?) -> Int32
        let group: @convention(c) (Pointer?, UnsafePointer<CChar>?) -> Int32
        let makeKey: @convention(c) (Pointer?, Made?) -> Int32
        let freeKey: @convention(c) (Pointer?) -> Void
        let point: @convention(c) (Pointer?, Out?) -> Int
        let readKey: @convention(c) (Made?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, Int) -> Pointer?
        let writeKey: @convention(c) (Pointer?, Out?) -> Int32
        let newDigest: @convention(c) () -> Pointer?
        let freeDigest: @convention(c) (Pointer?) -> Void
        let sha256: @convention(c) () -> Pointer?
        let beginSign: @convention(c) (Pointer?, Made?, Pointer?, Pointer?, Pointer?) -> Int32
        let sign:
            @convention(c) (Pointer?, Bytes?, UnsafeMutablePointer<Int>?, UnsafePointer<UInt8>?, Int) -> Int32
        let free: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, Int32) -> Void

        static func load() throws -> Crypto {
            guard let library = dlopen("libcrypto.so.3", RTLD_NOW) else { throw wrong("no libcrypto") }
            func find<F>(_ name: String) throws -> F {
                guard let symbol = dlsym(library, name) else { throw wrong(name) }
                return unsafeBitCast(symbol, to: F.self)
            }
            return try Crypto(
                newContext: find("EVP_PKEY_CTX_new_from_name"), freeContext: find("EVP_PKEY_CTX_free"),
                beginKey: find("EVP_PKEY_keygen_init"), group: find("EVP_PKEY_CTX_set_group_name"),
                makeKey: find("EVP_PKEY_generate"), freeKey: find("EVP_PKEY_free"),
                point: find("EVP_PKEY_get1_encoded_public_key"), readKey: find("d2i_AutoPrivateKey"),
                writeKey: find("i2d_PrivateKey"), newDigest: find("EVP_MD_CTX_new"),
                freeDigest: find("EVP_MD_CTX_free"), sha256: find("EVP_sha256"),
                beginSign: find("EVP_DigestSignInit"), sign: find("EVP_DigestSign"), free: find("CRYPTO_free")
            )
        }
    }
#endif
