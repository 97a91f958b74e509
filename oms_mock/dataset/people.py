"""Names, streets, companies, phone numbers and notes for generated people, by country."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """The words of one country. The comments name the fields of `str.format` templates."""

    language: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    streets: tuple[str, ...]
    line: str  # street, house, flat
    phone_number: str  # three digits
    address_titles: tuple[str, str, str]  # home, second, company
    company_name: str  # last_name
    tax_office: str  # city, township
    tax_no: str  # a number of up to nine digits
    address_notes: tuple[str, ...]
    order_notes: tuple[str, ...]
    gift_box_notes: tuple[str, ...]


# Phone numbers that are not in use as far as is known. Ofcom reserves 07700 900 for drama.
# fmt: off
WORDS = {
    "tr": Words(
        language="tr",
        first_names=(
            "Ayşe", "Mehmet", "Zeynep", "Mustafa", "Elif", "Emre", "Çağla", "Oğuz", "Şule",
            "İbrahim", "Gül", "Ömer", "Ilgın", "Uğur", "Nazlı", "Kerem", "Defne", "Barış", "Işıl",
            "Tuğba",
        ),
        last_names=(
            "Yılmaz", "Kaya", "Demir", "Çelik", "Şahin", "Yıldız", "Öztürk", "Aydın", "Arslan",
            "Doğan", "Kılıç", "Aslan", "Çetin", "Kara", "Koç", "Kurt", "Özdemir", "Şimşek", "Güneş",
            "Işık",
        ),
        streets=(
            "Atatürk Caddesi", "Cumhuriyet Caddesi", "İnönü Caddesi", "Gül Sokak", "Lale Sokak",
            "Çınar Sokak", "Papatya Sokak", "Okul Sokak", "Şehitler Caddesi", "Barış Sokak",
        ),
        line="{street} No: {house} D: {flat}",
        phone_number="+90 5550000{:03d}",
        address_titles=("Ev", "İş", "Fatura"),
        company_name="{last_name} Tekstil Ltd. Şti.",
        tax_office="{township} Vergi Dairesi",
        tax_no="{:010d}",
        address_notes=(
            "Zil bozuk, lütfen arayın.", "Güvenliğe bırakabilirsiniz.",
            "Apartman girişi arka sokaktan.",
        ),
        order_notes=(
            "Lütfen öğleden sonra teslim edin.", "Kapıda bekleteceğim, aramanız yeterli.",
        ),
        gift_box_notes=(
            "Doğum günün kutlu olsun!", "İyi ki varsın, güle güle kullan.", "Mutlu yıllar!",
        ),
    ),
    "it": Words(
        language="it",
        first_names=(
            "Giulia", "Marco", "Francesca", "Luca", "Chiara", "Matteo", "Sofia", "Andrea",
            "Martina", "Lorenzo", "Niccolò", "Elena", "Davide", "Noemi", "Simone", "Beatrice",
            "Gabriele", "Nicolò", "Irene", "Tommaso",
        ),
        last_names=(
            "Rossi", "Russo", "Ferrari", "Esposito", "Bianchi", "Romano", "Colombo", "Ricci",
            "Marino", "Greco", "Bruno", "Gallo", "Conti", "De Luca", "D'Angelo", "Mancini", "Costa",
            "Giordano", "Rizzo", "Lombardi",
        ),
        streets=(
            "Via Roma", "Via Garibaldi", "Via Mazzini", "Corso Italia", "Via Dante", "Via Verdi",
            "Piazza della Libertà", "Via Cavour", "Viale dei Tigli", "Via San Francesco",
        ),
        line="{street} {house}, int. {flat}",
        phone_number="+39 3000000{:03d}",
        address_titles=("Casa", "Lavoro", "Azienda"),
        company_name="{last_name} Moda S.r.l.",
        tax_office="Agenzia delle Entrate {city}",
        tax_no="{:011d}",
        address_notes=(
            "Il citofono non funziona, chiamare.", "Lasciare in portineria.",
            "Scala B, terzo piano.",
        ),
        order_notes=(
            "Consegnare dopo le 18, per favore.", "Chiamare prima della consegna.",
        ),
        gift_box_notes=(
            "Tanti auguri!", "Buon compleanno, con affetto.",
            "Con tutto il nostro amore, perché sì.",
        ),
    ),
    "gb": Words(
        language="en",
        first_names=(
            "Olivia", "George", "Amelia", "Harry", "Isla", "Jack", "Ava", "Noah", "Emily", "Oliver",
            "Sophie", "Arthur", "Grace", "Leo", "Freya", "Oscar", "Chloë", "Theo", "Ruby", "Zoë",
        ),
        last_names=(
            "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Patel",
            "Robinson", "Wright", "Thompson", "Evans", "Walker", "White", "O'Brien", "Roberts",
            "Green", "Hall", "Wood",
        ),
        streets=(
            "High Street", "Church Road", "Station Road", "Park Avenue", "Victoria Road",
            "Green Lane", "Mill Lane", "Queens Road", "Kings Road", "The Crescent",
        ),
        line="Flat {flat}, {house} {street}",
        phone_number="+44 7700900{:03d}",
        address_titles=("Home", "Work", "Company"),
        company_name="{last_name} & Sons Ltd",
        tax_office="HM Revenue & Customs",
        tax_no="GB{:09d}",
        address_notes=(
            "The bell is broken, please ring.", "Leave with the porter.",
            "Entrance is round the back.",
        ),
        order_notes=(
            "After 6 pm please.", "Please leave it in the porch if I'm out.",
        ),
        gift_box_notes=(
            "Happy birthday!", "With love from all of us.", "Congratulations & enjoy!",
        ),
    ),
}

ASCII = str.maketrans(
    {
        "Ç": "C", "ç": "c", "Ğ": "G", "ğ": "g", "İ": "I", "ı": "i", "Ö": "O", "ö": "o", "Ş": "S", "ş": "s",
        "Ü": "U", "ü": "u", "ò": "o", "ë": "e", "'": "", " ": "",
    }
)

# fmt: on


def email(first_name: str, last_name: str, pk: int) -> str:
    """Return an e-mail address at a reserved domain (RFC 2606), unique by the pk of the customer."""
    # ASCII before lower(): "İ".lower() is two code points.
    return f"{first_name}.{last_name}".translate(ASCII).lower() + f".{pk}@example.com"
