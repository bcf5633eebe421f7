"""Names as the country writes them, drawn from lists and put together by chance: nobody is meant."""

from random import Random

GIVEN = {
    "f": (
        "Maria Joana Domingas Filomena Rosa Teresa Amélia Lúcia Ana Isabel Lurdes Fernanda Cecília Regina Natália Olinda "
        "Angelina Augusta "
        "Madalena Jacinta Francisca Juliana Bendita Celestina Dulce Ermelinda Felismina Guilhermina Hermínia Imaculada "
        "Josefa Leopoldina Mariana Norberta Palmira Quitéria Rita Saturnina Umbelina Virgínia Zélia Alda Beatriz Carolina"
    ).split(),
    "m": (
        "José João António Manuel Francisco Domingos Mateus Agostinho Paulo Pedro Carlos Fernando Luís Miguel Joaquim Armindo "
        "Abílio Basílio Cipriano Duarte Egídio Feliciano Gaspar Henrique Inácio Januário Lino Marçal Nicolau Octávio Patrício "
        "Quintão Raimundo Salvador Tomás Ubaldo Vicente Zacarias Adelino Bernardo Celestino Estêvão Florindo Germano"
    ).split(),
}
FAMILY = (
    "da Costa|Soares|Ximenes|Pereira|dos Santos|de Jesus|Amaral|Belo|Freitas|Guterres|Martins|Mendonça|Monteiro|Moniz|Nunes|"
    "Oliveira|Pinto|Ribeiro|Sarmento|Tilman|Maia|do Rego|de Araújo|da Silva|Alves|Barreto|Cabral|Carvalho|Correia|"
    "da Cruz|Fernandes|Gama|Hornai|Jerónimo|Lemos|Magno|Neves|Quintas|Sequeira|Tavares|Urbano|Varela|Viegas|Magalhães"
).split("|")
EMPLOYERS = (
    "Café Ramelau|Pescas de Ataúro|Construções Matebian|Hotel Areia Branca|Transportes Loro Sae|Padaria Tasi Tolu|"
    "Cooperativa Maubere|Oficina Cristo Rei|Farmácia Esperança|Escola Nova Aurora|Segurança Lorico|Moinho de Maubisse|"
    "Tipografia Díli|Clínica Boa Saúde|Mercearia Comoro|Telas de Oe-Cusse|Serração Same|Água Fresca|Livraria Timor|Salinas Laga"
).split("|")
SECTORS = (
    "agriculture agriculture construction hospitality transport manufacturing agriculture services trade education services "
    "manufacturing manufacturing health trade manufacturing manufacturing manufacturing trade mining"
).split()


def family_name(dice: Random) -> str:
    """A family name of two parts."""
    one, other = dice.sample(FAMILY, 2)
    return f"{one} {other}"


def full_name(dice: Random, sex: str, family: str) -> str:
    """Two given names before the family's."""
    one, other = dice.sample(GIVEN[sex], 2)
    return f"{one} {other} {family}"


def employer_name(number: int) -> str:
    """The name of the n-th invented employer; after the list's end they are numbered."""
    name, again = EMPLOYERS[number % len(EMPLOYERS)], number // len(EMPLOYERS)
    return f"{name} {again + 1}, Lda" if again else f"{name}, Lda"


def employer_sector(number: int) -> str:
    """What the n-th invented employer does, as its name says."""
    return SECTORS[number % len(EMPLOYERS)]
