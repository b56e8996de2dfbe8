// The build of the app that goes onto phones: AGP, the NDK and Google's repository. It was written against the
// documentation and NOT run where the rest is tested (there is no Android SDK); app/pom.xml and app/apk.sh are
// what is run there, with the same sources and the same versions.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode.set(RepositoriesMode.FAIL_ON_PROJECT_REPOS)
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "doorstep"
include(":state", ":screens", ":app")
