"""The IPTC Photo Metadata Standard 2025.1 as one table: every property, its place in XMP, IIM and EXIF, and its shape.

Reading, comparing and showing follow from it. Only facts of the standard are here, no bytes and no rules of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from archive.text import Message


class Kind(Enum):
    """What a single value is."""

    TEXT = "text"
    DATE = "date"
    """As XMP writes it: "2020", "2020-10", "2020-10-08T11:05:31.25+06:00" (ISO 16684-1, 8.2.1.1)."""
    LANGUAGES = "languages"
    """Text in several languages."""
    INTEGER = "integer"
    NUMBER = "number"
    COORDINATE = "coordinate"
    """Degrees, written "48,16.5N" (ISO 16684-2)."""
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a value: of which kind, how many (``Bag`` in no order, ``Seq`` in order, empty: one)."""

    kind: Kind = Kind.TEXT
    container: str = ""
    structure: str = ""
    """Of a structure: its name in STRUCTURES."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property. ``id`` is that of the standard's own machine-readable reference."""

    id: str
    label: str
    xmp: str
    shape: Shape = Shape()
    iim: int = 0
    """The data set of IIM's record 2; 0 where there is none."""
    longest: int = 0
    """What that data set can hold, in bytes."""
    exif: str = ""
    """The field of EXIF that holds the same (MWG Guidelines 2.0, chapter 5)."""


_TEXT: Final = Shape()
_DATE: Final = Shape(Kind.DATE)
_INTEGER: Final = Shape(Kind.INTEGER)
_NUMBER: Final = Shape(Kind.NUMBER)
_DEGREES: Final = Shape(Kind.COORDINATE)
_LANGUAGES: Final = Shape(Kind.LANGUAGES)
_BAG: Final = Shape(container="Bag")
_SEQ: Final = Shape(container="Seq")


def _one(structure: str) -> Shape:
    return Shape(Kind.STRUCTURE, structure=structure)


def _bag(structure: str) -> Shape:
    return Shape(Kind.STRUCTURE, "Bag", structure)


def _seq(structure: str) -> Shape:
    return Shape(Kind.STRUCTURE, "Seq", structure)


CORE: Final = (
    Property(
        "altTextAccessibility", Message("Alt text (accessibility)"), "Iptc4xmpCore:AltTextAccessibility", _LANGUAGES
    ),
    Property("captionWriter", Message("Description writer"), "photoshop:CaptionWriter", _TEXT, 122, 32),
    Property("cityName", Message("City"), "photoshop:City", _TEXT, 90, 32),
    Property("copyrightNotice", Message("Copyright notice"), "dc:rights", _LANGUAGES, 116, 128, "Image Copyright"),
    Property("countryCode", Message("Country code"), "Iptc4xmpCore:CountryCode", _TEXT, 100, 3),
    Property("countryName", Message("Country"), "photoshop:Country", _TEXT, 101, 64),
    Property(
        "creatorContactInfo",
        Message("Creator's contact details"),
        "Iptc4xmpCore:CreatorContactInfo",
        _one("CreatorContactInfo"),
    ),
    Property("creatorNames", Message("Creator"), "dc:creator", _SEQ, 80, 32, "Image Artist"),
    Property("creditLine", Message("Credit line"), "photoshop:Credit", _TEXT, 110, 32),
    Property("dateCreated", Message("Date created"), "photoshop:DateCreated", _DATE, 55, 8, "EXIF DateTimeOriginal"),
    Property("description", Message("Description"), "dc:description", _LANGUAGES, 120, 2000, "Image ImageDescription"),
    Property(
        "extDescrAccessibility",
        Message("Extended description (accessibility)"),
        "Iptc4xmpCore:ExtDescrAccessibility",
        _LANGUAGES,
    ),
    Property("headline", Message("Headline"), "photoshop:Headline", _TEXT, 105, 256),
    Property("instructions", Message("Instructions"), "photoshop:Instructions", _TEXT, 40, 256),
    Property("intellectualGenre", Message("Intellectual genre"), "Iptc4xmpCore:IntellectualGenre", _TEXT, 4, 64),
    Property("jobid", Message("Job identifier"), "photoshop:TransmissionReference", _TEXT, 103, 32),
    Property("jobtitle", Message("Creator's job title"), "photoshop:AuthorsPosition", _TEXT, 85, 32),
    Property("keywords", Message("Keywords"), "dc:subject", _BAG, 25, 64),
    Property("provinceState", Message("Province or state"), "photoshop:State", _TEXT, 95, 32),
    Property("sceneCodes", Message("Scene codes"), "Iptc4xmpCore:Scene", _BAG),
    Property("source", Message("Source"), "photoshop:Source", _TEXT, 115, 32),
    Property("subjectCodes", Message("Subject codes"), "Iptc4xmpCore:SubjectCode", _BAG, 12, 236),
    Property("sublocationName", Message("Sublocation"), "Iptc4xmpCore:Location", _TEXT, 92, 32),
    Property("title", Message("Title"), "dc:title", _LANGUAGES, 5, 64),
    Property("usageTerms", Message("Rights usage terms"), "xmpRights:UsageTerms", _LANGUAGES),
)
EXTENSION: Final = (
    Property("aboutCvTerms", Message("Terms about the image"), "Iptc4xmpExt:AboutCvTerm", _bag("CvTerm")),
    Property("additionalModelInfo", Message("Additional model information"), "Iptc4xmpExt:AddlModelInfo"),
    Property("aiPromptInformation", Message("AI prompt information"), "Iptc4xmpExt:AIPromptInformation"),
    Property("aiPromptWriterName", Message("AI prompt writer"), "Iptc4xmpExt:AIPromptWriterName"),
    Property("aiSystemUsed", Message("AI system used"), "Iptc4xmpExt:AISystemUsed"),
    Property("aiSystemVersionUsed", Message("AI system version used"), "Iptc4xmpExt:AISystemVersionUsed"),
    Property(
        "artworkOrObjects",
        Message("Artwork or object in the image"),
        "Iptc4xmpExt:ArtworkOrObject",
        _bag("ArtworkOrObject"),
    ),
    Property("contributors", Message("Contributors"), "Iptc4xmpExt:Contributor", _bag("EntityWRole")),
    Property("copyrightOwners", Message("Copyright owners"), "plus:CopyrightOwner", _seq("CopyrightOwner")),
    Property("dataMining", Message("Data mining"), "plus:DataMining"),
    Property("digitalImageGuid", Message("Digital image GUID"), "Iptc4xmpExt:DigImageGUID"),
    Property("digitalSourceType", Message("Digital source type"), "Iptc4xmpExt:DigitalSourceType"),
    Property(
        "embdEncRightsExprs",
        Message("Embedded rights expressions"),
        "Iptc4xmpExt:EmbdEncRightsExpr",
        _bag("EmbdEncRightsExpr"),
    ),
    Property("eventId", Message("Event identifiers"), "Iptc4xmpExt:EventId", _BAG),
    Property("eventName", Message("Event"), "Iptc4xmpExt:Event", _LANGUAGES),
    Property("genres", Message("Genre"), "Iptc4xmpExt:Genre", _bag("CvTerm")),
    Property("imageCreators", Message("Image creators"), "plus:ImageCreator", _seq("ImageCreator")),
    Property("imageRating", Message("Image rating"), "xmp:Rating", _NUMBER),
    Property("imageRegion", Message("Image regions"), "Iptc4xmpExt:ImageRegion", _bag("ImageRegion")),
    Property("imageSupplierImageId", Message("Image supplier's image identifier"), "plus:ImageSupplierImageID"),
    Property("licensors", Message("Licensors"), "plus:Licensor", _seq("Licensor")),
    Property(
        "linkedEncRightsExprs",
        Message("Linked rights expressions"),
        "Iptc4xmpExt:LinkedEncRightsExpr",
        _bag("LinkedEncRightsExpr"),
    ),
    Property("locationCreated", Message("Location of the camera"), "Iptc4xmpExt:LocationCreated", _bag("Location")),
    Property("locationsShown", Message("Locations shown"), "Iptc4xmpExt:LocationShown", _bag("Location")),
    Property("maxAvailHeight", Message("Greatest available height"), "Iptc4xmpExt:MaxAvailHeight", _INTEGER),
    Property("maxAvailWidth", Message("Greatest available width"), "Iptc4xmpExt:MaxAvailWidth", _INTEGER),
    Property("minorModelAgeDisclosure", Message("Age of the youngest model"), "plus:MinorModelAgeDisclosure"),
    Property("modelAges", Message("Ages of the models"), "Iptc4xmpExt:ModelAge", Shape(Kind.INTEGER, "Bag")),
    Property("modelReleaseDocuments", Message("Model releases"), "plus:ModelReleaseID", _BAG),
    Property("modelReleaseStatus", Message("Model release status"), "plus:ModelReleaseStatus"),
    Property(
        "organisationInImageCodes", Message("Codes of organisations shown"), "Iptc4xmpExt:OrganisationInImageCode", _BAG
    ),
    Property("organisationInImageNames", Message("Organisations shown"), "Iptc4xmpExt:OrganisationInImageName", _BAG),
    Property("otherConstraints", Message("Other constraints"), "plus:OtherConstraints", _LANGUAGES),
    Property("personInImageNames", Message("Persons shown"), "Iptc4xmpExt:PersonInImage", _BAG),
    Property(
        "personsShown",
        Message("Persons shown, with details"),
        "Iptc4xmpExt:PersonInImageWDetails",
        _bag("PersonWDetails"),
    ),
    Property("productsShown", Message("Products shown"), "Iptc4xmpExt:ProductInImage", _bag("ProductWGtin")),
    Property("propertyReleaseDocuments", Message("Property releases"), "plus:PropertyReleaseID", _BAG),
    Property("propertyReleaseStatus", Message("Property release status"), "plus:PropertyReleaseStatus"),
    Property("registryEntries", Message("Registry entries"), "Iptc4xmpExt:RegistryId", _bag("RegistryEntry")),
    Property("suppliers", Message("Image supplier"), "plus:ImageSupplier", _seq("ImageSupplier")),
    Property("webstatementRights", Message("Web statement of rights"), "xmpRights:WebStatement"),
)

PROPERTIES: Final = {each.id: each for each in (*CORE, *EXTENSION)}
BY_XMP: Final = {each.xmp: each for each in PROPERTIES.values()}
BY_IIM: Final = {each.iim: each for each in PROPERTIES.values() if each.iim}


def _members(prefix: str, names: str, **others: Shape) -> dict[str, Shape]:
    """Members of one namespace: those that are plain text by name, the others with their shape."""
    return {f"{prefix}:{name}": _TEXT for name in names.split()} | {f"{prefix}:{n}": s for n, s in others.items()}


_ENTITY: Final = {"xmp:Identifier": _BAG, "Iptc4xmpExt:Name": _LANGUAGES}

STRUCTURES: Final[Mapping[str, Mapping[str, Shape]]] = {
    "ArtworkOrObject": _members(
        "Iptc4xmpExt",
        "AOCircaDateCreated AOCopyrightNotice AOCurrentCopyrightOwnerId AOCurrentCopyrightOwnerName "
        "AOCurrentLicensorId AOCurrentLicensorName AOSource AOSourceInvNo AOSourceInvURL",
        AOContentDescription=_LANGUAGES,
        AOContributionDescription=_LANGUAGES,
        AOCreator=_SEQ,
        AOCreatorId=_SEQ,
        AODateCreated=_DATE,
        AOPhysicalDescription=_LANGUAGES,
        AOStylePeriod=_BAG,
        AOTitle=_LANGUAGES,
    ),
    "CopyrightOwner": _members("plus", "CopyrightOwnerID CopyrightOwnerName"),
    "CreatorContactInfo": _members(
        "Iptc4xmpCore", "CiAdrExtadr CiAdrCity CiAdrRegion CiAdrPcode CiAdrCtry CiEmailWork CiTelWork CiUrlWork"
    ),
    "CvTerm": _members("Iptc4xmpExt", "CvId CvTermId CvTermRefinedAbout", CvTermName=_LANGUAGES),
    "EmbdEncRightsExpr": _members("Iptc4xmpExt", "EncRightsExpr RightsExprEncType RightsExprLangId"),
    "Entity": _ENTITY,
    "EntityWRole": {**_ENTITY, "Iptc4xmpExt:Role": _BAG},
    "ImageCreator": _members("plus", "ImageCreatorID ImageCreatorName"),
    # Besides these, a region may have any property of the standard.
    "ImageRegion": _members(
        "Iptc4xmpExt",
        "rId",
        Name=_LANGUAGES,
        rCtype=_bag("Entity"),
        rRole=_bag("Entity"),
        RegionBoundary=_one("RegionBoundary"),
    ),
    "ImageSupplier": _members("plus", "ImageSupplierID ImageSupplierName"),
    "Licensor": _members(
        "plus",
        "LicensorID LicensorName LicensorStreetAddress LicensorExtendedAddress LicensorCity LicensorRegion "
        "LicensorPostalCode LicensorCountry LicensorTelephoneType1 LicensorTelephone1 LicensorTelephoneType2 "
        "LicensorTelephone2 LicensorEmail LicensorURL",
    ),
    "LinkedEncRightsExpr": _members("Iptc4xmpExt", "LinkedRightsExpr RightsExprEncType RightsExprLangId"),
    "Location": {
        **_members(
            "Iptc4xmpExt",
            "City CountryCode CountryName ProvinceState Sublocation WorldRegion",
            LocationId=_BAG,
            LocationName=_LANGUAGES,
        ),
        **_members(
            "exif", "", GPSAltitude=_NUMBER, GPSAltitudeRef=_INTEGER, GPSLatitude=_DEGREES, GPSLongitude=_DEGREES
        ),
    },
    "PersonWDetails": _members(
        "Iptc4xmpExt",
        "",
        PersonName=_LANGUAGES,
        PersonDescription=_LANGUAGES,
        PersonId=_BAG,
        PersonCharacteristic=_bag("CvTerm"),
    ),
    "ProductWGtin": _members(
        "Iptc4xmpExt", "ProductGTIN", ProductName=_LANGUAGES, ProductDescription=_LANGUAGES, ProductId=_BAG
    ),
    "RegionBoundary": _members(
        "Iptc4xmpExt",
        "rbShape rbUnit",
        rbX=_NUMBER,
        rbY=_NUMBER,
        rbW=_NUMBER,
        rbH=_NUMBER,
        rbRx=_NUMBER,
        rbVertices=_seq("RegionBoundaryPoint"),
    ),
    "RegionBoundaryPoint": _members("Iptc4xmpExt", "", rbX=_NUMBER, rbY=_NUMBER),
    "RegistryEntry": _members("Iptc4xmpExt", "RegEntryRole RegItemId RegOrgId"),
}
"""The members of each structure by their XMP names."""
